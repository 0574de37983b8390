import { homedir } from 'node:os'
import { openTerminal } from '../../src/output/terminal.ts'
import type { Context } from '../kernel/context.ts'
import { contractFilesIn } from '../kernel/contract-files.ts'
import { linkToParent } from './parent-link.ts'
import { typedNameOf } from './typed-name.ts'

/**
 * npm and the old Node that started us pass on a Ctrl-C that the terminal has sent us too, and people press it twice:
 * within a second it is one. Closing takes no longer.
 */
const sameKeyPressMs = 1_000

/** Signals that end what runs in good order, with the exit codes of whom they end at once. */
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/**
 * The context of this process. From here on Ctrl-C stops what runs, and a second one ends the process at once; so do
 * SIGTERM and the end of the terminal. `dist` is the folder of the built files.
 */
export function processContext(version: string, dist: URL): Context {
  const interrupt = new AbortController()
  const readerGone = new AbortController()
  let firstAt = 0
  for (const [signal, code] of Object.entries(endings)) {
    process.on(signal, () => {
      const now = performance.now()
      if (interrupt.signal.aborted && now - firstAt > sameKeyPressMs) process.exit(code)
      if (!interrupt.signal.aborted) firstAt = now
      interrupt.abort(signal)
    })
  }
  const starter = linkToParent(() => interrupt.abort('SIGHUP'))
  const script = process.argv[1] ?? ''
  const place = { cwd: process.cwd(), home: homedir(), platform: process.platform, env: process.env }
  return {
    terminal: openTerminal(process, process.env, () => readerGone.abort('reader_gone')),
    contract: contractFilesIn(new URL('contract/', dist)),
    place,
    version,
    typedName: typedNameOf(script, place),
    pid: process.pid,
    interrupted: interrupt.signal,
    signal: AbortSignal.any([interrupt.signal, readerGone.signal]),
    now: () => new Date(),
    ...(starter !== undefined && { starter }),
    spawnDetached: async wish =>
      (await import('./spawn-detached.ts')).spawnDetached(process.execPath, script, wish),
    openBrowser: async url => await (await import('./open-browser.ts')).openBrowser(url, process),
    openKeyring: async () => await (await import('./os-keyring.ts')).openOsKeyring(process.env),
    timezone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}
