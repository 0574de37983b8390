import type { ReadStream, WriteStream } from 'node:tty'
import { Failure } from '../failure/failure.ts'
import { utf8Text } from '../text/utf8.ts'
import { keysOf } from './keys.ts'

/** One way out: where text goes, and what is known of who reads it. */
export interface Sink {
  /** True where a person looks at it. */
  readonly isTty: boolean
  readonly colour: boolean
  /** Width in columns; infinite where nothing wraps. */
  readonly columns: number
  /** Resolves when the text is on its way: slow readers slow down the writer. */
  write(text: string): Promise<void>
}

/** The three streams of a process, as commands see them. */
export interface Terminal {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly stdin: Source
}

/** One way in. */
export interface Source {
  readonly isTty: boolean
  /** Reads everything until the end. */
  readText(): Promise<string>
  /** Reads one line, after the question was written; undefined at the end of the input. */
  readLine(): Promise<string | undefined>
  /**
   * Keys as they are pressed, without the terminal's own line editing, until the signal: `a`, `enter`, `up`. Ctrl-C
   * and Ctrl-Z do what they always do.
   */
  keys(signal: AbortSignal): AsyncIterable<string>
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Opens the terminal of a process. `onClosed` is called when the reader of stdout went away
 * (`ideadunes … | head`), which is no error: what is written from then on goes nowhere.
 */
export function openTerminal(
  streams: { readonly stdout: WriteStream; readonly stderr: WriteStream; readonly stdin: ReadStream },
  env: Env,
  onClosed: () => void,
): Terminal {
  return {
    stdout: sinkOf(streams.stdout, env, onClosed),
    stderr: sinkOf(streams.stderr, env, () => undefined),
    stdin: sourceOf(() => streams.stdin),
  }
}

/** Whether to colour: NO_COLOR and FORCE_COLOR decide, then TERM=dumb and CI, then the kind of the output. */
export function wantsColour(isTty: boolean, env: Env): boolean {
  if ((env.NO_COLOR ?? '') !== '') return false
  const forced = env.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return isTty && env.TERM !== 'dumb' && (env.CI ?? '') === ''
}

/** What a stream says whose other end is gone; EIO is a terminal that was closed. */
const gone = ['EPIPE', 'ERR_STREAM_DESTROYED', 'EIO']

function sinkOf(stream: WriteStream, env: Env, onClosed: () => void): Sink {
  let open = true
  stream.on('error', (error: { code?: string }) => {
    open = false
    if (!gone.includes(error.code ?? '')) throw error
    onClosed()
  })
  const isTty = stream.isTTY === true
  return {
    isTty,
    colour: wantsColour(isTty, env),
    columns: isTty ? stream.columns || 80 : Number.POSITIVE_INFINITY,
    write: text =>
      new Promise(resolve => {
        if (!open || text === '') return resolve()
        // The callback also comes with an error, which the listener above has seen.
        stream.write(text, () => resolve())
      }),
  }
}

function stdinText(bytes: Buffer): string {
  try {
    return utf8Text(bytes)
  } catch (cause) {
    throw new Failure('usage', 'invalid_data', `Cannot read stdin: ${(cause as Error).message}`, { cause })
  }
}

/** Touched only when read: opening stdin would keep the process alive, and costs time. */
function sourceOf(open: () => ReadStream): Source {
  return {
    get isTty() {
      return open().isTTY === true
    },
    async readText() {
      const chunks: Buffer[] = []
      for await (const chunk of open()) chunks.push(Buffer.from(chunk as Buffer))
      return stdinText(Buffer.concat(chunks))
    },
    async readLine() {
      let text = ''
      for await (const chunk of open()) {
        text += String(chunk)
        if (text.includes('\n')) break
      }
      return text === '' ? undefined : text.split('\n', 1)[0]?.trim()
    },
    keys: signal => keysOf(open(), signal),
  }
}
