import { describe, expect, test } from 'vitest'
import { apiCommand } from '../../commands/api/api-command.ts'
import { requestFlags } from '../../commands/api/api-flags.ts'
import { buildCommandIndex, commandLineOf } from '../../src/contract/commands/command-index.ts'
import { operations } from '../../src/contract/index.ts'
import { apiError, type ScriptedApi, type Step, scriptedApi } from '../client/scripted-api.ts'
import { posixWords } from '../contract/posix-words.ts'
import { type CliRun, type RunOptions, runCli } from './run-cli.ts'

const hours: Step = {
  status: 200,
  json: { resource_id: 'res_a', timezone: 'Asia/Kolkata', weekly: { mon: [] }, revision: 2 },
}
const exception: Step = {
  status: 201,
  json: { id: 'exc_1', kind: 'closed', from: '2026-12-25', to: '2026-12-25', intervals: [], reason: null },
}
/** What others answer. */
const answers: Readonly<Record<string, Extract<Step, { status: number }>>> = {
  setWorkingHours: hours,
  validateSchedule: {
    status: 200,
    json: { live: true, window: { from: '', to: '' }, bookings: 0, violations: [] },
  },
}
const set = ['resources', 'working-hours', 'set', 'res_a']
const create = ['resources', 'exceptions', 'create', 'res_a']
const update = ['resources', 'exceptions', 'update', 'res_a', 'exc_1']

async function runOn(api: ScriptedApi, argv: readonly string[], options: RunOptions = {}): Promise<CliRun> {
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
  return runCli(argv, { ...options, env })
}

/** The body that an argv sends. */
async function sentBy(argv: readonly string[], answer: Step = exception): Promise<unknown> {
  await using api = await scriptedApi(answer)
  const { code, stderr } = await runOn(api, argv)
  expect([code, stderr.startsWith('Error')], stderr).toEqual([0, false])
  return JSON.parse(api.seen[0]?.body ?? '')
}

const at = (start: string, end: string) => ({ start, end })
const onDates = (kind: string, from: string, to = from) => ({ kind, from, to })

describe('hours of a week', () => {
  test('are said day by day', async () => {
    const argv = [...set, '--mon', '09:00-17:00', '--tue', '09:00-12:00,13:00-17:00', '--sun', 'closed']
    expect(await sentBy(argv, hours)).toEqual({
      weekly: {
        mon: [at('09:00', '17:00')],
        tue: [at('09:00', '12:00'), at('13:00', '17:00')],
        sun: [],
      },
    })
  })

  test.each([
    ['9:00-17:30', [at('09:00', '17:30')]],
    ['22:00-06:00', [at('22:00', '06:00')]],
    ['18:00-24:00', [at('18:00', '24:00')]],
    [' 09:00 - 12:00, 13:00 - 17:00 ', [at('09:00', '12:00'), at('13:00', '17:00')]],
    ['closed', []],
  ])('%j', async (text, mon) => {
    expect(await sentBy([...set, '--mon', text], hours)).toEqual({ weekly: { mon } })
  })

  test.each([
    '9-17',
    '09:00',
    '09:00-',
    '09:00-25:00',
    '24:00-06:00',
    '09:00-09:00',
    '9:60-10:00',
    '',
    'open',
    '09:00-12:00,',
    '09:00-12:00;13:00-17:00',
  ])('%j is refused with the right form, and nothing is sent', async text => {
    await using api = await scriptedApi(hours)
    const { stderr, stdout, code } = await runOn(api, [...set, '--mon', text])
    expect([code, stdout, api.seen]).toEqual([2, '', []])
    expect(stderr).toContain(`--mon must be hours such as 09:00-12:00,13:00-17:00, or closed, not ${text}`)
    expect(stderr).toContain('Hint: For example: --mon 09:00-17:00')
  })
})

describe('exceptions', () => {
  test.each([
    [['--closed', '2026-12-25'], onDates('closed', '2026-12-25')],
    [['--closed', '2026-12-24..2026-12-26'], onDates('closed', '2026-12-24', '2026-12-26')],
    [
      ['--closed', '2026-12-24T12:00:00Z..2026-12-24T18:00:00+05:30'],
      onDates('closed', '2026-12-24T12:00:00Z', '2026-12-24T18:00:00+05:30'),
    ],
    [
      ['--open', '2026-12-27', '--hours', '10:00-14:00'],
      { ...onDates('open', '2026-12-27'), intervals: [at('10:00', '14:00')] },
    ],
    [
      ['--replace', '2026-12-24', '--hours', '09:00-12:00', '--reason', 'Christmas Eve'],
      { ...onDates('replace', '2026-12-24'), intervals: [at('09:00', '12:00')], reason: 'Christmas Eve' },
    ],
    [
      ['--replace', '2026-12-24', '--hours', 'closed'],
      { ...onDates('replace', '2026-12-24'), intervals: [] },
    ],
    [
      ['--closed', '2026-12-25', '--data', '{"metadata":{"a":"b"}}'],
      { ...onDates('closed', '2026-12-25'), metadata: { a: 'b' } },
    ],
    [
      ['--kind', 'open', '--from', '2026-12-27', '--to', '2026-12-27', '--hours', '10:00-14:00'],
      { ...onDates('open', '2026-12-27'), intervals: [at('10:00', '14:00')] },
    ],
  ])('%j', async (argv, body) => {
    expect(await sentBy([...create, ...argv])).toEqual(body)
  })

  test.each([
    [['--hours', '12:00-18:00'], { intervals: [at('12:00', '18:00')] }],
    [['--closed', '2026-12-25'], onDates('closed', '2026-12-25')],
  ])('are changed by %j', async (argv, body) => {
    expect(await sentBy([...update, ...argv], { ...exception, status: 200 } as Step)).toEqual(body)
  })

  test.each([
    '25.12.2026',
    '2026-12-25..',
    '..2026-12-25',
    '2026-12-24..2026-12-25..2026-12-26',
    '2026-12-24T00:00:00Z',
    '2026-12-24..2026-12-25T00:00:00Z',
    '2026-12-24-2026-12-26',
    '',
  ])('%j is no period', async text => {
    await using api = await scriptedApi(exception)
    const { stderr, code } = await runOn(api, [...create, '--closed', text])
    expect([code, api.seen]).toEqual([2, []])
    expect(stderr).toContain(
      '--closed must be a date such as 2026-12-25, dates such as 2026-12-24..2026-12-26',
    )
  })
})

describe('what is said twice', () => {
  test.each([
    [[...create, '--closed', '2026-12-25', '--open', '2026-12-25'], '--closed and --open both say kind'],
    [[...create, '--closed', '2026-12-25', '--kind', 'open'], '--kind and --closed both say kind'],
    [[...create, '--closed', '2026-12-25', '--to', '2026-12-26'], '--to and --closed both say to'],
    [
      [...create, '--open', '2026-12-25', '--hours', '09:00-10:00', '--intervals', '[]'],
      '--intervals and --hours both say intervals',
    ],
    [
      [...create, '--closed', '2026-12-25', '--data', '{"from":"2026-12-24"}'],
      '--data and --closed both say from',
    ],
    [[...set, '--mon', 'closed', '--weekly', '{}'], '--weekly and --mon both say weekly.mon'],
    [[...set, '--mon', 'closed', '--data', '{"weekly":{"mon":[]}}'], '--data and --mon both say weekly.mon'],
    [[...set, '--mon', 'closed', '--data', '{"weekly":[]}'], '--data and --mon both say weekly.mon'],
    [[...set, '--mon', 'closed', '--data', '{"weekly":null}'], '--data and --mon both say weekly.mon'],
  ])('%j', async (argv, message) => {
    await using api = await scriptedApi(exception)
    const { stdout, code } = await runOn(api, [...argv, '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'conflicting_input',
      kind: 'usage',
      message,
      hint: 'Give one of them.',
    })
    expect(api.seen).toEqual([])
  })

  test('days of --data and days of flags add up', async () => {
    const argv = [...set, '--data', '{"weekly":{"mon":[{"start":"09:00","end":"10:00"}]}}', '--tue', 'closed']
    expect(await sentBy(argv, hours)).toEqual({ weekly: { mon: [at('09:00', '10:00')], tue: [] } })
  })

  test('a flag that is no shorthand still overrides --data', async () => {
    const argv = [...create, '--closed', '2026-12-25', '--data', '{"reason":"a"}', '--reason', 'b']
    expect(await sentBy(argv)).toMatchObject({ reason: 'b' })
  })
})

describe('what is missing', () => {
  test.each([
    [
      create,
      '`resources exceptions create` needs --kind, --from and --to',
      '--closed, --open, --replace: --closed 2026-12-25.',
    ],
    [
      [...create, '--hours', '09:00-10:00'],
      '`resources exceptions create` needs --kind, --from and --to',
      '--closed 2026-12-25.',
    ],
    [
      set,
      '`resources working-hours set` needs --weekly',
      'Or say it with --mon, --tue, --wed, --thu, --fri, --sat, --sun: --mon 09:00-17:00.',
    ],
  ])('%j', async (argv, message, hint) => {
    await using api = await scriptedApi(exception)
    const { stderr, code } = await runOn(api, argv)
    expect([code, api.seen]).toEqual([2, []])
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
  })

  test('a flag that is misspelt finds its neighbour', async () => {
    await using api = await scriptedApi(exception)
    expect((await runOn(api, [...create, '--close', '2026-12-25'])).stderr).toContain(
      'Did you mean --closed?',
    )
  })
})

describe('the answer', () => {
  test('is what other commands answer: for people, piped and as JSON', async () => {
    await using api = await scriptedApi(exception)
    const argv = [...create, '--closed', '2026-12-25']
    const people = await runOn(api, argv, { tty: true })
    expect(people.stdout).toBe(
      'id         exc_1\nkind       closed\nfrom       2026-12-25\nto         2026-12-25\nintervals  \nreason     \n',
    )
    expect(people.stderr).toBe('✓ Created exc_1\nNext: ideadunes resources exceptions list res_a\n')
    await using again = await scriptedApi(exception)
    expect(JSON.parse((await runOn(again, [...argv, '--json'])).stdout)).toMatchObject({ id: 'exc_1' })
  })

  test('of hours that overlap names the flag', async () => {
    const fields = [{ path: '/weekly/mon/1', code: 'overlapping', message: 'overlaps 09:00-12:00' }]
    await using api = await scriptedApi(apiError(422, 'validation_failed', 'x', { fields }))
    const { stderr, code } = await runOn(api, [...set, '--mon', '09:00-12:00,11:00-13:00'])
    expect(code).toBe(3)
    expect(stderr).toContain('--weekly (/weekly/mon/1)  overlaps 09:00-12:00')
  })
})

describe('help and completion', () => {
  test('show the short flags first, and examples that use them', async () => {
    const { stdout } = await runCli(['resources', 'exceptions', 'create', '--help'], { tty: true })
    expect(stdout).toMatch(/Flags\n {2}--closed PERIOD +Closed on a date/)
    expect(stdout).toContain('--hours HOURS')
    expect(stdout).toContain(
      'resources exceptions create res_dr_niket --open 2026-12-27 --hours 10:00-14:00\n',
    )
    // Whoever says --closed need not say --kind.
    expect(stdout).not.toContain('(required)')
  })

  test('know every shorthand', () => {
    for (const [id, entry] of Object.entries(buildCommandIndex(operations))) {
      const flags = Object.keys(apiCommand(id, entry).flags)
      expect(flags).toEqual(expect.arrayContaining(Object.keys(entry.shorthands ?? {})))
    }
  })
})

test('what they cannot say stays JSON, and a day without hours is closed', () => {
  const operation = operations.find(({ id }) => id === 'createException')
  const lineOf = (body: object) =>
    operation && commandLineOf(operation, { params: { resource_id: 'res_a' }, body })
  const replaced = { ...onDates('replace', '2026-12-24'), intervals: [] }
  expect(lineOf(replaced)).toBe('resources exceptions create res_a --replace 2026-12-24 --hours closed')
  expect(lineOf({ kind: 'closed', from: '2026-12-24', reason: null })).toBe(
    `resources exceptions create res_a --kind closed --from 2026-12-24 --data '{"reason":null}'`,
  )
})

const withShorthands = operations.filter(({ shorthands }) => shorthands.length > 0)

describe.each(withShorthands.map(operation => [operation.id, operation] as const))('%s', (_, operation) => {
  test('has shorthands of its own names', () => {
    const entry = buildCommandIndex([operation])[operation.command.replaceAll(' ', ':')]
    const taken = [
      ...Object.keys(entry?.flags ?? {}),
      ...Object.keys(requestFlags),
      'json',
      'help',
      'no-color',
    ]
    expect(operation.shorthands.map(({ flag }) => flag).filter(flag => taken.includes(flag))).toEqual([])
  })

  test.each(operation.examples.map(example => [example.title, example] as const))(
    'says its example, and means it: %s',
    async (_title, example) => {
      const words = posixWords(commandLineOf(operation, example))
      expect(words).not.toContain('--data')
      const answer = answers[operation.id] ?? exception
      expect(await sentBy(words, { ...answer, status: operation.status } as Step)).toEqual(example.body)
    },
  )
})
