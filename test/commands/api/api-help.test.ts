import { describe, expect, test } from 'vitest'
import { createValidators } from '../../../emulator/validation/validation.ts'
import { buildCommandIndex } from '../../../src/contract/commands/command-index.ts'
import { errorsOf } from '../../../src/contract/errors/errors-of.ts'
import { events } from '../../../src/contract/event-types.ts'
import { operations } from '../../../src/contract/index.ts'
import { runCli } from '../run-cli.ts'

const index = buildCommandIndex(operations)
const commands = Object.entries(index).map(([id, entry]) => ({ id, entry, words: id.split(':') }))
const argumentsOf = (path: string) => [...path.matchAll(/\{\w+\}/g)].map(() => 'any')
const flags = commands.flatMap(({ id, entry }) =>
  Object.entries(entry.flags).map(([name, flag]) => ({ id, entry, name, flag })),
)

/** Runs a command that must be refused before anything is sent: no sandbox runs. */
const refused = (id: string, ...words: string[]) => {
  const { path = '' } = index[id] ?? {}
  return runCli([...id.split(':'), ...argumentsOf(path), ...words])
}

describe('a flag of few values', () => {
  const chosen = flags.filter(({ flag }) => flag.options !== undefined)

  test('there are filters of several values among them', () => {
    const several = chosen
      .filter(({ flag }) => flag.several === true)
      .map(({ id, name }) => `${id} --${name}`)
    expect(several).toEqual(expect.arrayContaining(['bookings:list --status', 'resources:list --type']))
    const patterns = flags
      .filter(({ flag }) => flag.kind === 'string')
      .filter(({ entry, flag }) => {
        const { query } = operations.find(({ id }) => id === entry.id) ?? {}
        const { pattern = '' } = (query?.properties[flag.member] ?? {}) as { pattern?: string }
        // A list of words: what a regular expression would be told of.
        return /^\^\((\w+\|)+\w+\)/.test(pattern)
      })
    expect(patterns.map(({ flag }) => flag.several)).toEqual(patterns.map(() => true))
    expect(several).toHaveLength(patterns.length)
  })

  test.each(chosen)(
    '$id --$name: values in the help, and with a did-you-mean where none was typed',
    async ({ id, name, flag }) => {
      const { options = [] } = flag
      const { stdout: help } = await runCli([...id.split(':'), '--help'])
      expect(help.replaceAll(/\s+/g, ' ')).toContain(options.join(', '))
      const [first = ''] = options
      const typed = `${first}x`
      const { stdout, stderr, code } = await refused(id, `--${name}=${typed}`)
      expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
      expect(stderr).toContain(`${options.join(', ')}, not ${typed}`)
      expect(stderr).toContain(`Hint: Did you mean ${first}?`)
      if (flag.several !== true) return
      const second = await refused(id, `--${name}=${options.join(',')},nothing-like-it`)
      expect(second).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('not nothing-like-it (invalid_flag)\n'),
      })
      expect(second.stderr).not.toContain('Hint')
      // All right: now the sandbox is missing.
      expect((await refused(id, `--${name}=${options.join(',')}`)).code).toBe(5)
    },
  )

  test.each(['', ',', 'confirmed,', 'confirmed, pending'])('%j is not several states', async typed => {
    expect((await refused('bookings:list', `--status=${typed}`)).code).toBe(2)
  })

  test('is told of by the API with its values, and not with a regular expression', () => {
    const list = operations.find(({ id }) => id === 'listBookings')
    const [fault] = createValidators()(list?.query ?? {})({ status: 'foo' })
    expect(fault?.message).toMatch(
      /^must be one or several of pending, awaiting_payment, .*, with commas between them$/,
    )
  })
})

describe('a flag of types of events', () => {
  const patterns = flags.filter(({ flag }) => flag.eventPatterns === true)

  test.each(patterns)(
    '$id --$name refuses what chooses none, and names what does',
    async ({ id, name, entry }) => {
      const others = Object.entries(entry.flags).flatMap(([other, flag]) =>
        flag.required === true && other !== name ? [`--${other}`, 'x'] : [],
      )
      const run = await refused(id, `--${name}`, 'booking.*,bookin.created', ...others)
      expect(run).toMatchObject({ code: 2, stdout: '' })
      expect(run.stderr).toContain(
        'no event type is called bookin.created (unknown_event)\nHint: Did you mean booking.created?',
      )
      const { stdout } = await runCli([...id.split(':'), '--help'])
      for (const type of Object.keys(events)) expect(stdout).toContain(type.split('.')[0])
    },
  )

  test('there are some', () => {
    expect(patterns.map(({ id, name }) => `${id} --${name}`)).toEqual(
      expect.arrayContaining(['events:list --type', 'webhooks:create --events', 'webhooks:update --events']),
    )
  })
})

describe('the help', () => {
  test.each(commands)(
    'of $id has its own errors first and alone, and the rest in a sentence',
    async ({ entry, words }) => {
      const operation = operations.find(({ id }) => id === entry.id)
      if (operation === undefined) throw new Error('no operation')
      const { stdout } = await runCli([...words, '--help'], { columns: 100 })
      const [, errors = ''] = stdout.split('\nErrors\n')
      const own = Object.keys(operation.refusals)
      const [rows = '', rest = ''] = errors.split('  As other commands: ')
      expect([...rows.matchAll(/^ {2}([a-z]+_[a-z_]+)(?: {2}|$)/gm)].map(([, code]) => code)).toEqual(own)
      expect(rest.replaceAll(/\s+/g, ' ')).toContain('About each: ideadunes errors CODE')
      const others = errorsOf(operation).filter(code => !own.includes(code))
      expect(rest.replaceAll(/\s+/g, ' ').split('. About')[0]?.split(', ')).toEqual(others)
    },
  )

  test.each(commands)(
    'of $id names required flags first, and in the usage line',
    async ({ entry, words }) => {
      const { stdout } = await runCli([...words, '--help'])
      const required = [...stdout.matchAll(/^ {2}--(?:\[no-\])?(\S+) .*\(required\)/gm)].map(
        ([, name]) => name,
      )
      const [, usage = ''] = /^Usage\n(.*)$/m.exec(stdout) ?? []
      expect([...usage.matchAll(/--(?:\[no-\])?(\S+)/g)].map(([, name]) => name)).toEqual(required)
      const [, first = ''] = stdout.split('\nFlags\n')
      expect(
        [...first.matchAll(/^ {2}--(?:\[no-\])?(\S+) /gm)].slice(0, required.length).map(([, name]) => name),
      ).toEqual(required)
      expect(usage).toMatch(/\[FLAGS\]$/)
      if (entry.shorthands !== undefined) return
      const declared = Object.entries(entry.flags).flatMap(([name, flag]) =>
        flag.required === true ? [name] : [],
      )
      expect(required).toEqual(declared)
    },
  )

  test('says TEXT only for free text', async () => {
    const texts = new Set<string>()
    for (const { words } of commands) {
      const { stdout } = await runCli([...words, '--help'])
      for (const [, name = ''] of stdout.matchAll(/^ {2}--(\S+) TEXT\b/gm)) texts.add(name)
    }
    expect([...texts].toSorted()).toEqual([
      'address',
      'delay-reason',
      'description',
      'email',
      'external-ref',
      'name',
      'notes',
      'object-id',
      'phone',
      'query',
      'reason',
    ])
  })

  test.each([
    ['bookings:create', '--start-at TIME'],
    ['bookings:list', '--customer-id ID,…'],
    ['bookings:list', '--status STATUS,…'],
    ['customers:create', '--email EMAIL'],
    ['webhooks:create', '--url URL'],
    ['webhooks:create', '--events EVENT …'],
    ['services:create', '--duration-min N'],
    ['services:create', '--requirements JSON'],
  ])('of %s says %s', async (id, syntax) => {
    expect((await runCli([...id.split(':'), '--help'])).stdout).toContain(`  ${syntax} `)
  })
})

describe('a change of nothing', () => {
  const changes = commands.filter(({ entry }) => entry.method === 'PATCH')

  test.each(changes)('$id without a flag is a usage error that names them', async ({ id, entry }) => {
    for (const words of [[], ['--data', '{}'], ['--if-match', '*']]) {
      const { stdout, stderr, code } = await refused(id, ...words)
      expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
      expect(stderr).toContain(`\`${id.replaceAll(':', ' ')}\` has nothing to change (nothing_to_change)`)
      for (const name of Object.keys(entry.flags)) expect(stderr).toContain(`--${name}`)
    }
  })

  test('there are such commands, and null is a change', async () => {
    expect(changes.map(({ id }) => id)).toEqual(expect.arrayContaining(['customers:update', 'tenant:update']))
    expect((await refused('customers:update', '--data', '{"notes":null}')).code).toBe(5)
  })
})
