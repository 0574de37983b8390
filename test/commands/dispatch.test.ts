import { describe, expect, test } from 'vitest'
import type { ContractFiles } from '../../commands/kernel/contract-files.ts'
import { commandOf, writtenIds } from '../../commands/main/catalogue.ts'
import { runCli } from './run-cli.ts'

describe('help', () => {
  test('without words it lists groups, the sandbox and tools, and succeeds', async () => {
    const { stdout, stderr, code } = await runCli([])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^API\n {2}bookings +create, /m)
    expect(stdout).toMatch(/^Sandbox\n {2}sandbox +start, stop, /m)
    expect(stdout).toMatch(
      /^Tools\n {2}listen .*\n {2}login .*\n(?:.*\n)* {2}errors .*\n(?:.*\n)* {2}keys +list, add/m,
    )
    // Groups of the API, the sandbox and tools: a screen and a half.
    expect(stdout.split('\n').length).toBeLessThan(60)
  })

  test.each([[['--help']], [['help']], [['-h']]])('%j is the same', async argv => {
    expect(await runCli(argv)).toEqual(await runCli([]))
  })

  test('of the tool needs neither the index nor a command, only the rows that the build made', async () => {
    const rootHelp = async () => ({
      api: [['bookings', 'create, list']],
      sandbox: ['sandbox', 'start'],
      parts: [['sandbox clock', Array.from({ length: 20 }, (_, at) => `verb-${at}`).join(', ')]],
      tools: [['listen', 'Forward events']],
    })
    // Whatever else it asked for would throw.
    const contract = { rootHelp } as unknown as ContractFiles
    const { stdout } = await runCli(['--help'], { context: { contract }, tty: true, columns: 80 })
    expect(stdout).toMatch(/^ {2}sandbox clock {2}verb-0, .*, …$/m)
    expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(84)
  })

  test('of a group lists its commands', async () => {
    const { stdout, code } = await runCli(['bookings'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/bookings create +Create a booking/)
  })

  test('of a command shows description, arguments, flags, examples and errors', async () => {
    const { stdout, code } = await runCli(['bookings', 'create', '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain('ideadunes bookings create --service-id ID --start-at TIME [FLAGS]')
    expect(stdout).toMatch(/--service-id ID +\(required\) Id of the service/)
    expect(stdout).toMatch(/--channel CHANNEL .*One of in_person, phone/s)
    expect(stdout).toContain('--[no-]send-confirmation')
    expect(stdout).toContain('ideadunes bookings create --customer-id cust_priya_01')
    expect(stdout).toMatch(/resource_unavailable +The start is taken.*Take one/s)
    expect(await runCli(['help', 'bookings', 'create'])).toMatchObject({ stdout })
  })

  test('names the argument of a command', async () => {
    expect((await runCli(['bookings', 'get', '--help'])).stdout).toContain('bookings get BOOKING_ID [FLAGS]')
  })

  test('fits the width of the terminal', async () => {
    const { stdout } = await runCli(['bookings', 'create', '--help'], { tty: true, columns: 80 })
    const prose = stdout.split('\n').filter(line => !line.startsWith('  ideadunes '))
    expect(Math.max(...prose.map(line => line.length))).toBeLessThanOrEqual(80)
  })
})

describe('help without a command', () => {
  test('exit-codes tells each of them', async () => {
    const { stdout, code } = await runCli(['help', 'exit-codes'])
    expect(code).toBe(0)
    expect(stdout.match(/^ {2}(\d+)/gm)?.map(Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 129, 130, 143])
  })

  test('environment tells each variable once', async () => {
    const { stdout } = await runCli(['help', 'environment'])
    const names = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name)
    expect(names).toEqual(
      expect.arrayContaining(['IDEADUNES_API_KEY', 'IDEADUNES_CONTROL_TOKEN', 'IDEADUNES_PLAN', 'NO_COLOR']),
    )
    expect(new Set(names).size).toBe(names.length)
    // The first command that has the flag explains it: those of the API come before those of the sandbox.
    expect(stdout).toMatch(/IDEADUNES_BASE_URL +--base-url: Where the API is;/)
  })

  test('is pointed to by the help of the tool', async () => {
    expect((await runCli([])).stdout).toContain('ideadunes help exit-codes')
  })

  test('puts brackets around what may be left out', async () => {
    expect((await runCli(['sandbox', 'clock', 'advance', '--help'])).stdout).toContain(
      'advance [DURATION] [FLAGS]',
    )
  })

  test('lists the commands of the clock in one line, and one by one', async () => {
    expect((await runCli([])).stdout).toMatch(/sandbox clock +show, freeze, set, advance, resume/)
    expect((await runCli(['sandbox', 'clock'])).stdout).toMatch(
      /sandbox clock resume +Let a frozen clock run on/,
    )
  })
})

test.each(writtenIds)('%s is the id that its command declares', async id => {
  const contract = { index: () => ({}) } as unknown as ContractFiles
  expect((await commandOf(id, contract))?.id).toBe(id)
})

describe('what does not exist', () => {
  test.each([
    [['bookngs', 'list'], 'bookings list'],
    [['bookings', 'crate'], 'bookings create'],
    [['bookings', 'list', 'x'], undefined],
    [['sandbx', 'start', '--port', '1'], 'sandbox start'],
    [['bookigns'], 'bookings'],
  ])('%j is a usage error', async (argv, meant) => {
    const { stdout, stderr, code } = await runCli(argv)
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    if (meant !== undefined) expect(stderr).toContain(`Did you mean \`ideadunes ${meant}\`?`)
  })

  test('an unknown command that resembles none points to the help', async () => {
    expect((await runCli(['frobnicate'])).stderr).toContain('ideadunes --help')
  })

  test.each(['__proto__', 'constructor', 'toString'])('%s is no command', async word => {
    expect((await runCli([word])).code).toBe(2)
  })

  test('a flag before any command is told', async () => {
    const { stderr, code } = await runCli(['--josn', 'bookings', 'list'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('stands before any command')])
  })

  test('an unknown flag gets a suggestion', async () => {
    const { stderr, code } = await runCli(['bookings', 'list', '--statsu', 'confirmed'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean --status?')])
  })

  test('under --json it is one small document on stdout', async () => {
    const { stdout, stderr, code } = await runCli(['bookings', 'list', '--josn', '--json'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'unknown_flag',
        message: '`bookings list` has no flag --josn',
        kind: 'usage',
        field: '--josn',
        hint: 'Did you mean --json? See `ideadunes bookings list --help`.',
      },
    })
  })
})

test('a bug is told as one, with its stack only under DEBUG', async () => {
  const context = {
    serveSandbox: () => {
      throw new TypeError('cannot read properties of undefined')
    },
  }
  const argv = ['sandbox', 'start', '--data', ':memory:']
  const plain = await runCli(argv, { context })
  expect(plain).toMatchObject({ code: 1, stderr: expect.stringContaining('This should not have happened') })
  expect(plain.stderr).not.toContain('run-cli')
  const told = await runCli(argv, { context, env: { DEBUG: 'ideadunes' } })
  expect(told.stderr).toMatch(/TypeError: .*\n +at /)
})

test('version answers under --json too', async () => {
  expect(JSON.parse((await runCli(['version', '--json'])).stdout)).toEqual({
    version: '0.1.0',
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
  })
})
