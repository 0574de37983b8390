import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import type { Sink } from '../../../src/output/terminal.ts'

/**
 * Somebody at a terminal, who types each answer when its question has been shown. What is shown goes to the sink,
 * without colours and moves of the cursor.
 */
export function conversation(answers: readonly (readonly [asked: string, typed: string])[], sink: Sink) {
  const input = new PassThrough()
  // Each question ends its way out, which a terminal does not notice.
  const output: PassThrough = Object.assign(new PassThrough(), {
    columns: 200,
    rows: 50,
    isTTY: true,
    end: () => output,
    clearLine: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
  })
  const left = [...answers]
  let shown = ''
  output.on('data', chunk => {
    const text = stripVTControlCharacters(String(chunk))
    void sink.write(text)
    shown += text
    const [next] = left
    if (next === undefined || !shown.includes(next[0])) return
    left.shift()
    shown = ''
    // A question listens for keys a turn after it is shown.
    setImmediate(() => setImmediate(() => input.write(next[1])))
  })
  return { input, output }
}
