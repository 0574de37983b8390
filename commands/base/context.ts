import type { Send } from '../../src/client/transport.ts'
import type { Terminal } from '../../src/output/terminal.ts'
import type { Place } from '../../src/profiles/user-folders.ts'
import type { ServedSandbox, ServeOptions } from '../sandbox/emulator.ts'
import type { ContractFiles } from './contract-files.ts'

/** Everything that a command has from outside. Commands reach for nothing else. */
export interface Context {
  readonly terminal: Terminal
  readonly contract: ContractFiles
  /** Working directory, home, platform and environment. */
  readonly place: Place
  readonly version: string
  /** How people started this tool, for commands to copy: `ideadunes`, or `node bin/run.js` in a clone. */
  readonly typedName: string
  readonly pid: number
  /** Aborted on the first Ctrl-C or SIGTERM; the reason is the name of the signal. */
  readonly interrupted: AbortSignal
  /** Aborted then too, and when the reader of stdout went away: nobody wants the rest. */
  readonly signal: AbortSignal
  readonly now: () => Date
  /** IANA zone of whoever looks at the terminal: of TZ, or of the system. */
  readonly timezone: () => string
  readonly sleep?: (ms: number) => Promise<void>
  readonly send?: Send
  readonly serveSandbox?: (options: ServeOptions) => Promise<ServedSandbox>
}

export type StopReason = 'SIGINT' | 'SIGTERM' | 'reader_gone'

/** Why the command should stop; undefined while it may go on. */
export function stopReasonOf({ interrupted, signal }: Context): StopReason | undefined {
  if (interrupted.aborted) return interrupted.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT'
  return signal.aborted ? 'reader_gone' : undefined
}
