import type { Send } from '../../src/client/transport.ts'
import type { WireRoute } from '../../src/client/wire-route.ts'
import type { ServedSandbox, ServeOptions } from '../../src/control/served-sandbox.ts'
import type { Terminal } from '../../src/output/terminal.ts'
import type { OpenKeyring } from '../../src/profiles/key-store.ts'
import type { Place } from '../../src/profiles/user-folders.ts'
import type { ContractFiles } from './contract-files.ts'
import type { DetachedProcess, DetachWish, Starter } from './detached.ts'

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
  /** Aborted on the first Ctrl-C, SIGTERM or SIGHUP; the reason is the name of the signal. */
  readonly interrupted: AbortSignal
  /** Aborted then too, and when the reader of stdout went away: nobody wants the rest. */
  readonly signal: AbortSignal
  readonly now: () => Date
  /** IANA zone of whoever looks at the terminal: of TZ, or of the system. */
  readonly timezone: () => string
  /** Set by --no-input: nobody is asked for anything. */
  readonly asksNothing?: true
  readonly sleep?: (ms: number) => Promise<void>
  readonly send?: Send
  /** For tests: addresses that stand behind names, and whom to trust besides. */
  readonly wire?: Pick<WireRoute, 'connectTo' | 'ca'>
  /** The keyring of the user; a text says why there is none. */
  readonly openKeyring: OpenKeyring
  readonly serveSandbox?: (options: ServeOptions) => Promise<ServedSandbox>
  /** Who started this process to run on its own; undefined for one that runs in a terminal or a script. */
  readonly starter?: Starter
  /** Starts this tool again, to run on its own. */
  readonly spawnDetached: (wish: DetachWish) => Promise<DetachedProcess>
  /** Shows a page in the browser; null when it could, else why not. */
  readonly openBrowser: (url: string) => Promise<string | null>
}

export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'reader_gone'

/** Why the command should stop; undefined while it may go on. */
export function stopReasonOf({ interrupted, signal }: Context): StopReason | undefined {
  const { aborted, reason } = interrupted
  if (aborted) return reason === 'SIGTERM' || reason === 'SIGHUP' ? reason : 'SIGINT'
  return signal.aborted ? 'reader_gone' : undefined
}
