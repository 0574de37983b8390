import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CommittedFiles } from './committed-files.ts'

/** Writes the committed generated files that changed. */
export function writeCommitted(root: string, files: CommittedFiles): void {
  for (const path of outdated(root, files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), files[path] ?? '')
  }
}

/** Says which committed files are out of date, on stderr, and makes the process fail. */
export function checkCommitted(root: string, files: CommittedFiles): void {
  const paths = outdated(root, files)
  if (paths.length === 0) return
  process.stderr.write(`Out of date: ${paths.join(', ')}. Run \`npm run build\` and commit what changes.\n`)
  process.exitCode = 1
}

function outdated(root: string, files: CommittedFiles): readonly string[] {
  return Object.keys(files).filter(path => {
    const file = join(root, path)
    return !existsSync(file) || readFileSync(file, 'utf8') !== files[path]
  })
}
