import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { loadColours } from '../../../src/output/paint.ts'
import { wantsColour } from '../../../src/output/terminal.ts'
import { runCli } from '../run-cli.ts'

/** What a question looks like on a terminal: with its colours, and without moves of the cursor. */
async function questionWith(words: string, env: Readonly<Record<string, string>>): Promise<string> {
  const input = new PassThrough()
  let shown = ''
  const output: PassThrough = Object.assign(new PassThrough(), {
    columns: 200,
    rows: 50,
    isTTY: true,
    end: () => output,
  })
  output.on('data', chunk => {
    shown += String(chunk)
    if (shown.includes('Type')) setImmediate(() => setImmediate(() => input.write('\u0003')))
  })
  const sink = (isTty: boolean) => ({
    isTty,
    colour: wantsColour(isTty, env),
    columns: 200,
    write: async () => undefined,
  })
  const terminal = {
    // What is piped has no colours, and the question is not there.
    stdout: { ...sink(false), colour: false },
    stderr: sink(true),
    stdin: { isTty: true, readText: async () => '', readLine: async () => '', keys: async function* () {} },
    streams: () => ({ input, output }),
  }
  await loadColours([terminal.stderr])
  const argv = `resources create --name Ada --timezone UTC${words}`.split(' ')
  expect((await runCli(argv, { env, context: { terminal } })).code).toBe(130)
  return shown
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are.
const colour = /\u001B\[[0-9;]*m/

test.each([
  ['has colours, also where stdout is piped', '', {}, true],
  ['has none with --no-color', ' --no-color', {}, false],
  ['has none where NO_COLOR says so', '', { NO_COLOR: '1' }, false],
  ['has them where NO_COLOR is empty', '', { NO_COLOR: '' }, true],
  ['has none where both are set: NO_COLOR wins', '', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ['has none where FORCE_COLOR is 0', '', { FORCE_COLOR: '0' }, false],
  ['has none on a dumb terminal', '', { TERM: 'dumb' }, false],
  ['has them on a dumb terminal where FORCE_COLOR says so', '', { TERM: 'dumb', FORCE_COLOR: '1' }, true],
  ['has none with --no-color, whatever FORCE_COLOR says', ' --no-color', { FORCE_COLOR: '1' }, false],
] as const)('a question %s', async (_, words, env, isColoured) => {
  const shown = await questionWith(words, env)
  expect(shown).toContain('Type')
  expect(colour.test(shown)).toBe(isColoured)
})
