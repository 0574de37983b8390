import { homedir } from 'node:os'
import { basename, relative } from 'node:path'
import { openTerminal } from '../../src/output/terminal.ts'
import type { Context } from './context.ts'
import { contractFilesIn } from './contract-files.ts'

/** npm and the old Node that started us pass on a Ctrl-C that the terminal has sent us too. */
const sameKeyPressMs = 200

/**
 * The context of this process. From here on Ctrl-C stops what runs, and a second one ends the process at once.
 * `dist` is the folder of the built files.
 */
export function processContext(version: string, dist: URL): Context {
  const interrupt = new AbortController()
  const readerGone = new AbortController()
  let firstAt = 0
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const again = interrupt.signal.aborted && Date.now() - firstAt > sameKeyPressMs
      if (again) process.exit(signal === 'SIGINT' ? 130 : 143)
      firstAt = firstAt === 0 ? Date.now() : firstAt
      interrupt.abort(signal)
    })
  }
  const cwd = process.cwd()
  return {
    terminal: openTerminal(process, process.env, () => readerGone.abort('reader_gone')),
    contract: contractFilesIn(new URL('contract/', dist)),
    place: { cwd, home: homedir(), platform: process.platform, env: process.env },
    version,
    typedName: typedNameOf(process.argv[1] ?? '', cwd),
    pid: process.pid,
    interrupted: interrupt.signal,
    signal: AbortSignal.any([interrupt.signal, readerGone.signal]),
    now: () => new Date(),
    timezone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

/** In a clone there is no `ideadunes` to type; `npx` and an installed package leave theirs in argv. */
function typedNameOf(script: string, cwd: string): string {
  if (basename(script) !== 'run.js') return 'ideadunes'
  const path = relative(cwd, script)
  return `node ${path.startsWith('..') ? script : path}`
}
