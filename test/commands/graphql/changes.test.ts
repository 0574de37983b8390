import { describe, expect, test } from 'vitest'
import { apiError, type Step, scriptedApi } from '../../client/scripted-api.ts'
import { importsOf, loadedBy } from '../../repository/imports.ts'
import { sourceFiles, textOf } from '../../repository/project-files.ts'
import { liveKey } from '../../service/account-world.ts'
import { type RunOptions, runCli } from '../run-cli.ts'

const query = '{ tenant { name } }'
const mutation = 'mutation { createCustomer(input: { name: "Ada" }) { id } }'
const both = `query A ${query} mutation B { createCustomer(input: { name: "Ada" }) { id } }`
const answered: Step = { status: 200, json: { data: { a: 1 } } }
const trouble: Step = { status: 503, text: '' }

async function call(words: readonly string[], steps: readonly Step[] = [answered], options: RunOptions = {}) {
  await using api = await scriptedApi(...steps)
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1', ...options.env }
  const run = await runCli(['graphql', ...words], { ...options, env })
  return { ...run, keys: api.seen.map(({ headers }) => headers['x-idempotency-key']) }
}

describe('the idempotency key', () => {
  test('is sent with a mutation, and none with a query', async () => {
    expect((await call([mutation])).keys).toEqual([expect.stringMatching(/^idem_/)])
    expect((await call([mutation, '--idempotency-key', 'idem_1'])).keys).toEqual(['idem_1'])
    expect((await call([query])).keys).toEqual([undefined])
    expect((await call([both, '--operation-name', 'A'])).keys).toEqual([undefined])
    expect((await call([both, '--operation-name', 'B'])).keys).toEqual([expect.stringMatching(/^idem_/)])
  })

  test('of a query is a mistake', async () => {
    const { code, stderr, keys } = await call([query, '--idempotency-key', 'idem_1'])
    expect([code, keys]).toEqual([2, []])
    expect(stderr).toContain('--idempotency-key is for mutations')
  })
})

describe('another attempt', () => {
  test.each([
    ['a server in trouble', trouble],
    ['a connection that breaks off', 'hang up' as const],
    ['a full window', apiError(429, 'rate_limited')],
  ])('follows %s, of a mutation with the same key', async (_, step) => {
    const read = await call([query], [step, answered])
    expect([read.code, read.keys]).toEqual([0, [undefined, undefined]])
    const { code, keys } = await call([mutation], [step, answered])
    expect([code, keys[0], keys.length]).toEqual([0, keys[1], 2])
  })

  test('is not made with --retries 0', async () => {
    expect(await call([query, '--retries', '0'], [trouble, answered])).toMatchObject({
      code: 3,
      keys: [undefined],
    })
  })
})

test.each([
  [query, 'did not answer in time', false],
  [mutation, 'the change may have been made all the same', true],
])('%s without an answer', async (document, said, mayHave) => {
  const { code, stderr } = await call([document], ['stay silent'], { env: { IDEADUNES_TIMEOUT: '1' } })
  expect([code, stderr]).toEqual([5, expect.stringContaining(said)])
  expect(stderr.includes('may have been made')).toBe(mayHave)
})

describe('on real bookings', () => {
  const any = '--send-key-to-any-host'
  const onLive = (words: readonly string[], options: RunOptions = {}) =>
    call([...words, any], [answered], { ...options, env: { IDEADUNES_API_KEY: liveKey } })

  test('a mutation needs --live --yes where nobody can be asked', async () => {
    const refused = await onLive([mutation])
    expect([refused.code, refused.keys]).toEqual([2, []])
    expect(refused.stderr).toContain('Add --live --yes')
    expect((await onLive([mutation, '--live'])).keys).toEqual([])
    const sent = await onLive([mutation, '--live', '--yes'])
    expect([sent.code, sent.keys.length]).toEqual([0, 1])
    expect(sent.stderr).toContain('LIVE: `graphql`')
    expect(sent.stderr).not.toContain(liveKey)
  })

  test('a person is asked', async () => {
    const answer = (typed: string) => onLive([mutation], { tty: true, stdin: `${typed}\n` })
    expect((await answer('y')).keys).toHaveLength(1)
    expect(await answer('n')).toMatchObject({ code: 130, keys: [] })
  })

  test('a query is sent without a question', async () => {
    const read = await onLive([query])
    expect([read.code, read.stderr]).toEqual([0, ''])
    expect((await onLive([both, '--operation-name', 'A'])).keys).toHaveLength(1)
    expect((await onLive([both])).code).toBe(2)
    expect((await onLive([mutation, '--dry-run'])).code).toBe(0)
  })
})

test('nothing that the command loads loads graphql', () => {
  const imports = sourceFiles().flatMap(file => importsOf(file, textOf(file)))
  const all = imports.map(one => (one.kind === 'dynamic' ? { ...one, kind: 'static' as const } : one))
  const loaded = loadedBy('commands/api/graphql/graphql-command.ts', all)
  expect(loaded).toContain('commands/api/graphql/document-kind.ts')
  expect([...loaded].filter(name => /^graphql|^emulator\//.test(name))).toEqual([])
  expect(imports.filter(({ from, to }) => from.startsWith('commands/') && to === 'graphql')).toEqual([])
})
