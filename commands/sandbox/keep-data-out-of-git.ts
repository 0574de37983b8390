import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Makes a project's `.ideadunes` folder if it is new, with a .gitignore that hides all of it. */
export function keepDataOutOfGit(folder: string): void {
  const file = join(folder, '.gitignore')
  if (existsSync(folder)) return
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '*\n')
  } catch {
    // A folder that cannot be written is reported by whoever opens the database in it.
  }
}
