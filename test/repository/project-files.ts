import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Files of the project, relative to its root: what git tracks and what it would take in. */
export function projectFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  const files = listed.split('\0').filter(file => file !== '' && existsSync(root + file))
  return [...new Set(files)].sort()
}

/** Code of the project; `folders` narrows it to some top folders. */
export function sourceFiles(...folders: readonly string[]): string[] {
  const within = folders.length === 0 ? ['bin', 'commands', 'emulator', 'src', 'test', 'bench'] : folders
  return projectFiles().filter(
    file => /\.(ts|js|mjs)$/.test(file) && within.some(folder => file.startsWith(`${folder}/`)),
  )
}

/** The text of a project file. */
export function textOf(file: string): string {
  return readFileSync(root + file, 'utf8')
}
