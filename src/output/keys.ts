import type { ReadStream } from 'node:tty'

/** What raw keys are called here; all others are the character itself. */
const names: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u001b': 'escape',
  '\u001b[A': 'up',
  '\u001b[B': 'down',
  '\u001bOA': 'up',
  '\u001bOB': 'down',
}

const ctrlC = '\u0003'
const ctrlZ = '\u001a'

/** Signals that a terminal in raw mode leaves to us; for tests another process than this one. */
export interface KeySignals {
  readonly kill: (signal: 'SIGINT' | 'SIGTSTP') => void
  /** Calls back when the process goes on after a stop. */
  readonly onContinue: (listener: () => void) => () => void
}

const ownSignals: KeySignals = {
  kill(signal) {
    // Windows stops no process.
    if (signal === 'SIGINT' || process.platform !== 'win32') process.kill(process.pid, signal)
  },
  onContinue(listener) {
    process.on('SIGCONT', listener)
    return () => process.off('SIGCONT', listener)
  },
}

/** Puts a terminal into raw mode and gives its keys until the signal; leaves it as it was, however that ends. */
export async function* keysOf(
  stream: ReadStream,
  signal: AbortSignal,
  signals: KeySignals = ownSignals,
): AsyncGenerator<string> {
  if (signal.aborted) return
  const raw = (on: boolean) => void stream.setRawMode?.(on)
  const chunks: string[] = []
  let wake = () => {}
  let ended = false
  const onData = (chunk: Buffer | string) => {
    chunks.push(String(chunk))
    wake()
  }
  const onEnd = () => {
    ended = true
    wake()
  }
  const stopWatching = signals.onContinue(() => raw(true))
  stream.on('data', onData).once('end', onEnd)
  signal.addEventListener('abort', onEnd)
  raw(true)
  stream.resume()
  try {
    while (true) {
      for (const key of chunks.splice(0).flatMap(keysIn)) {
        if (key === ctrlC) signals.kill('SIGINT')
        else if (key === ctrlZ) {
          raw(false)
          signals.kill('SIGTSTP')
        } else yield names[key] ?? key
      }
      if (ended) return
      await new Promise<void>(resolve => {
        wake = resolve
        if (ended || chunks.length > 0) resolve()
      })
    }
  } finally {
    stopWatching()
    stream.off('data', onData).off('end', onEnd)
    signal.removeEventListener('abort', onEnd)
    raw(false)
    // A stream that flows keeps the process alive.
    stream.pause()
  }
}

/** Splits what a terminal sent at once: escape sequences stay whole. */
function keysIn(chunk: string): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminals send.
  return chunk.match(/\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|./gsu) ?? []
}
