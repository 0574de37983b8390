import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { commandLineOf } from '../../../src/contract/commands/command-index.ts'
import { isMutation } from '../../../src/contract/errors/errors-of.ts'
import { operations } from '../../../src/contract/index.ts'
import { posixWords } from '../../contract/posix-words.ts'
import { type RegisteredSandbox, registeredSandbox } from '../registered-sandbox.ts'
import { type RunOptions, runCli } from '../run-cli.ts'

let sandbox: RegisteredSandbox
beforeAll(async () => {
  sandbox = await registeredSandbox()
})
// When the examples of the contract are possible.
beforeEach(async () => {
  await sandbox.run('sandbox reset --yes')
  await sandbox.run('sandbox clock freeze 2026-04-15T09:42:11Z')
})
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]()
  expect(sandbox.bugs).toEqual([])
})

const type = (line: string, options: RunOptions = {}) =>
  runCli(posixWords(line), { ...options, env: { ...sandbox.env, ...options.env } })
/** The command that a text names behind a word, as it is to be typed. */
const behind = (word: string, text: string) => new RegExp(`${word}: ideadunes (.*)`).exec(text)?.[1]

const changes = operations.filter(isMutation)
const gone = [
  'holds release',
  'resources archive',
  'resources exceptions delete',
  'services archive',
  'waitlist leave',
  'webhooks delete',
]
/** These answer no object, and print more than one. */
const looks = ['bookings validate', 'availability search', 'schedule validate']

describe('the next command', () => {
  test.each(changes.flatMap(operation => operation.examples.map(example => ({ operation, example }))))(
    'after `$operation.command` ($example.title) does what it says',
    async ({ operation, example }) => {
      const yes = operation.destructive ? ' --yes' : ''
      const { stderr, code } = await type(`${commandLineOf(operation, example)}${yes}`)
      expect([code, stderr]).toEqual([0, expect.any(String)])
      const next = behind('Next', stderr)
      const hasNone = [...gone, ...looks].includes(operation.command)
      expect(next === undefined, `Next: ${next}`).toBe(hasNone)
      if (next === undefined) return
      const shown = await type(next)
      expect([shown.code, shown.stderr]).toEqual([0, ''])
      expect(shown.stdout).not.toBe('')
    },
  )

  test('is in the fork and for the tenant of the command before it', async () => {
    await type('sandbox fork --name feature-x')
    const line = "customers create --name 'Noor Khan' --tenant tnt_ideadunes --sandbox feature-x"
    const next = behind('Next', (await type(line)).stderr)
    expect(next).toMatch(/^customers get cust_\w+ --tenant tnt_ideadunes --sandbox feature-x$/)
    expect((await type(next ?? '')).stdout).toContain('Noor Khan')
    // What came from the environment is there for the next command too.
    const env = { IDEADUNES_SANDBOX: 'feature-x', IDEADUNES_TENANT: 'tnt_ideadunes' }
    const plain = behind('Next', (await type("customers create --name 'Noor Khan'", { env })).stderr)
    expect(plain).toMatch(/^customers get cust_\w+$/)
    expect((await type(plain ?? '', { env })).code).toBe(0)
  })

  test('shows no key, and is left out where it would go elsewhere without it', async () => {
    const { stderr } = await type(`customers create --name Noor --api-key ${sandbox.served.keys.secret}`)
    expect(stderr).toMatch(/^✓ Created cust_\w+\n$/)
  })
})

describe('the rest of a list', () => {
  test.each([
    'bookings list --limit 1',
    'bookings list --limit 1 --order=-start_at --status confirmed,pending --start-from 2026-01-01T00:00:00+05:30',
    "customers list --limit 1 --query 'a r'",
    'webhooks deliveries list wh_example_01 --limit 1',
    'bookings list --limit 1 --tenant tnt_clinic',
  ])('after `%s` is the same list', async line => {
    for (const _ of [1, 2]) await type('webhooks test wh_example_01')
    for (const name of ['Ana Rao', 'Tara Roy']) await type(`customers create --name '${name}'`)
    const first = await type(line, { tty: true })
    const more = behind('More', first.stderr)?.replace(/, or --all$/, '')
    expect(posixWords(more ?? ''), first.stderr).toEqual(expect.arrayContaining(posixWords(line)))
    const second = await type(more ?? '')
    expect([second.code, second.stderr]).toEqual([0, ''])
    const [id = ''] = second.stdout.split('\t')
    expect(id).toMatch(/^[a-z]+_/)
    expect(first.stdout).not.toContain(id)
    // The one behind it does not repeat the cursor.
    expect(
      behind('More', (await type(more ?? '', { tty: true })).stderr)?.match(/--cursor/g) ?? ['x'],
    ).toHaveLength(1)
  })
})
