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
  /** Text, or the bytes of a file. Resolves when they are on their way: slow readers slow down the writer. */
  write(content: string | Uint8Array): Promise<void>
}

/** The three streams of a process, as commands see them. */
export interface Terminal {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly stdin: Source
  /** Where questions are asked and answered by whoever draws them: stdin and stderr. Opened when it is called. */
  readonly streams?: () => { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream }
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
 * (`ideadunes … | head`), which is no error: what is written from then on goes nowhere. Where stdout cannot be written
 * for another reason, such as a full disk, `write` rejects with a usage Failure. What cannot be written to stderr is
 * lost: there is nowhere left to tell it.
 */
export function openTerminal(
  streams: { readonly stdout: WriteStream; readonly stderr: WriteStream; readonly stdin: ReadStream },
  env: Env,
  onClosed: () => void,
): Terminal {
  return {
    stdout: sinkOf(streams.stdout, env, { onClosed, onError: error => Promise.reject(unwritable(error)) }),
    stderr: sinkOf(streams.stderr, env, { onClosed: () => {}, onError: () => Promise.resolve() }),
    stdin: sourceOf(() => streams.stdin),
    streams: () => ({ input: streams.stdin, output: streams.stderr }),
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

interface Fate {
  readonly onClosed: () => void
  /** What becomes of a text that could not be written although somebody reads. */
  readonly onError: (error: Error) => Promise<void>
}

function sinkOf(stream: WriteStream, env: Env, { onClosed, onError }: Fate): Sink {
  let open = true
  const isGone = (error: Error) => gone.includes((error as { code?: string }).code ?? '')
  stream.on('error', error => {
    // Any other error is given to whoever wrote. The disk may have room again for what comes next.
    if (!isGone(error)) return
    open = false
    onClosed()
  })
  const isTty = stream.isTTY === true
  return {
    isTty,
    colour: wantsColour(isTty, env),
    columns: isTty ? stream.columns || 80 : Number.POSITIVE_INFINITY,
    write(content) {
      if (!open || content.length === 0) return Promise.resolve()
      const written = new Promise<void>((resolve, reject) => {
        stream.write(content, error => {
          if (error === null || error === undefined || isGone(error)) resolve()
          else onError(error).then(resolve, reject)
        })
      })
      // Some do not wait for what they write; an error that nobody catches would end the process.
      written.catch(() => undefined)
      return written
    },
  }
}

function stdinText(bytes: Buffer): string {
  try {
    return utf8Text(bytes)
  } catch (cause) {
    throw new Failure('usage', 'invalid_data', `Cannot read stdin: ${(cause as Error).message}`, { cause })
  }
}

function unwritable(cause: Error): Failure {
  return new Failure('usage', 'output_not_written', `The output cannot be written: ${cause.message}`, {
    cause,
  })
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
