import { basename, relative } from 'node:path'

/** In a clone there is no `ideadunes` to type; `npx` and an installed package leave theirs in argv. */
export function typedNameOf(script: string, cwd: string): string {
  if (basename(script) !== 'run.js') return 'ideadunes'
  const path = relative(cwd, script)
  return `node ${path.startsWith('..') ? script : path}`
}
