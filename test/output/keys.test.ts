import { PassThrough } from 'node:stream'
import type { ReadStream } from 'node:tty'
import { expect, test } from 'vitest'
import { type KeySignals, keysOf } from '../../src/output/keys.ts'

/** A terminal that notes its mode, and the signals that it leads to. */
function fakeTerminal() {
  const events: string[] = []
  let onContinue = () => {}
  const stream = Object.assign(new PassThrough(), {
    setRawMode(on: boolean) {
      events.push(on ? 'raw' : 'cooked')
    },
  })
  const signals: KeySignals = {
    kill(signal) {
      events.push(signal)
      // The process was stopped, and goes on.
      if (signal === 'SIGTSTP') onContinue()
    },
    onContinue(listener) {
      onContinue = listener
      return () => events.push('unwatched')
    },
  }
  return { stream, events, signals, tty: stream as unknown as ReadStream }
}

async function gather(keys: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = []
  for await (const key of keys) found.push(key)
  return found
}

test('keys come one by one, with names for those that are no characters', async () => {
  const { stream, events, signals, tty } = fakeTerminal()
  stream.write('r\u001b[A')
  stream.write('\u001bOBé\r\u007f')
  stream.end('\u001b')
  expect(await gather(keysOf(tty, new AbortController().signal, signals))).toEqual([
    'r',
    'up',
    'down',
    'é',
    'enter',
    'backspace',
    'escape',
  ])
  expect(events).toEqual(['raw', 'unwatched', 'cooked'])
})

test('Ctrl-C and Ctrl-Z do what they do elsewhere', async () => {
  const { stream, events, signals, tty } = fakeTerminal()
  stream.end('a\u001ab\u0003')
  expect(await gather(keysOf(tty, new AbortController().signal, signals))).toEqual(['a', 'b'])
  expect(events).toEqual(['raw', 'cooked', 'SIGTSTP', 'raw', 'SIGINT', 'unwatched', 'cooked'])
})

test('the terminal is left as it was when nobody wants keys any more', async () => {
  const { stream, events, signals, tty } = fakeTerminal()
  const stop = new AbortController()
  const keys = gather(keysOf(tty, stop.signal, signals))
  stream.write('x')
  setImmediate(() => stop.abort())
  expect(await keys).toEqual(['x'])
  expect([events, stream.isPaused(), stream.listenerCount('data')]).toEqual([
    ['raw', 'unwatched', 'cooked'],
    true,
    0,
  ])
  expect(await gather(keysOf(tty, stop.signal, signals))).toEqual([])
})
