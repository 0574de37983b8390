import { closeSync, lstatSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateFolder, openNewFile } from '../../src/files/private-file.ts'

/** Makes a project's `.ideadunes` folder if it is new, with a .gitignore that hides all of it. */
export function keepDataOutOfGit(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return
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
