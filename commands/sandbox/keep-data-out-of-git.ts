import { closeSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { entryAt, makePrivateFolder, openNewFile } from '../../src/files/private-file.ts'

/** Makes a project's `.ideadunes` folder if it is new, with a .gitignore that hides all of it. */
export function keepDataOutOfGit(folder: string): void {
  if (entryAt(folder) !== undefined) return
  try {
    makePrivateFolder(folder)
    const file = openNewFile(join(folder, '.gitignore'))
    try {
      writeSync(file, '*\n')
    } finally {
      closeSync(file)
    }
  } catch {
    // A folder that cannot be written is reported by whoever opens the database in it.
  }
}
