import { Writable } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import { afterEach, expect, test } from 'vitest'
import { openTerminal, type Terminal } from '../../src/output/terminal.ts'
import { runCli } from '../commands/run-cli.ts'

type Failing = WriteStream & { readonly texts: string[]; code: string | undefined }

/** A stream of a process with the error of a device that is full, or of a reader who is gone. */
function failing(first: string | undefined): Failing {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      const { code, texts } = stream as unknown as Failing
      if (code === undefined) texts.push(String(chunk))
      done(code === undefined ? null : Object.assign(new Error(`${code}: no space left on device`), { code }))
    },
    // As Node's own do: an error does not end them.
    destroy(error, done) {
      done(error)
      ;(stream as unknown as { _undestroy(): void })._undestroy()
    },
  })
  return Object.assign(stream, { texts: [], code: first }) as unknown as Failing
}

const unhandled: unknown[] = []
const note = (error: unknown) => void unhandled.push(error)
process.on('unhandledRejection', note)
afterEach(() => expect(unhandled.splice(0)).toEqual([]))

function terminalOn(stdout: WriteStream, stderr: WriteStream, onClosed = () => {}): Terminal {
  return openTerminal({ stdout, stderr, stdin: {} as ReadStream }, {}, onClosed)
}

const commands = [
  ['--help'],
  ['errors'],
  ['errors', '--json'],
  ['openapi'],
  ['bookings', '--help'],
  ['help', 'exit-codes'],
  ['sandbox', 'list', '--json'],
  ['version'],
]

test.each(['ENOSPC', 'EIO!', 'EDQUOT', 'EFBIG'])(
  'stdout that fails with %s is told in one line',
  async code => {
    for (const argv of commands) {
      const stderr = failing(undefined)
      const terminal = terminalOn(failing(code), stderr)
      const { code: exit } = await runCli(argv, { context: { terminal } })
      expect([argv, exit]).toEqual([argv, 2])
      expect(stderr.texts.join('')).toBe(
        `Error: The output cannot be written: ${code}: no space left on device (output_not_written)\n`,
      )
    }
  },
)

test('an error that should go there as JSON is told beside it', async () => {
  const stderr = failing(undefined)
  const terminal = terminalOn(failing('ENOSPC'), stderr)
  const { code } = await runCli(['bookings', 'list', '--json'], { context: { terminal } })
  expect([code, stderr.texts.join('')]).toEqual([5, expect.stringContaining('(no_sandbox)')])
})

test('where stderr fails too, the exit code is left', async () => {
  const terminal = terminalOn(failing('ENOSPC'), failing('ENOSPC'))
  expect((await runCli(['errors'], { context: { terminal } })).code).toBe(2)
  expect((await runCli(['nonsense'], { context: { terminal } })).code).toBe(2)
})

test('a reader that is gone is no error, and what nobody waits for ends nothing', async () => {
  let closed = 0
  const gone = terminalOn(failing('EPIPE'), failing('EPIPE'), () => {
    closed += 1
  })
  await gone.stdout.write('a')
  await gone.stdout.write('b')
  expect(closed).toBe(1)
  const full = terminalOn(failing('ENOSPC'), failing('ENOSPC'))
  void full.stdout.write('a')
  void full.stderr.write('a')
  await new Promise(resolve => setImmediate(resolve))
})

test('a log goes on when there is room again', async () => {
  const stream = failing('ENOSPC')
  const { stderr } = terminalOn(failing(undefined), stream)
  await stderr.write('lost\n')
  stream.code = undefined
  await stderr.write('written\n')
  expect(stream.texts).toEqual(['written\n'])
})
