import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wordOf } from '../../commands/listen/arrivals.ts'
import { operations } from '../../src/contract/index.ts'
import { excessOf } from '../../src/text/json-size.ts'
import { runCli } from '../commands/run-cli.ts'
import { type ControlledSandbox, controlledSandbox } from '../control/controlled-sandbox.ts'
import { quickly } from '../world/quickly.ts'
import { forkSandbox, reportedBugs } from '../world/sandbox.ts'

const nested = (open: string, close: string, levels: number, inside = '') =>
  open.repeat(levels) + inside + close.repeat(levels)

/** Depths at which code that calls itself for each level has the stack overflow, and those that a megabyte holds. */
const deep: readonly (readonly [string, string])[] = [
  ['33 lists', nested('[', ']', 33)],
  ['5,000 lists', nested('[', ']', 5_000)],
  ['a megabyte of lists', nested('[', ']', 499_999)],
  ['5,000 objects', nested('{"a":', '}', 5_000, '1')],
  ['150,000 objects', nested('{"a":', '}', 150_000, '1')],
  ['5,000 of both', nested('[{"a":', '}]', 5_000, '1')],
  ['a member that is deep', `{"name":${nested('[', ']', 100_000)}}`],
  ['deep metadata', `{"name":"a","metadata":${nested('{"a":', '}', 10_000, '1')}}`],
  ['a deep list behind many values', `[${'1,'.repeat(5_000)}${nested('[', ']', 5_000)}]`],
]
const wide: readonly (readonly [string, string])[] = [
  ['490,000 numbers', `{"events":[${'1,'.repeat(490_000)}1]}`],
  ['90,000 members', `{${Array.from({ length: 90_000 }, (_, i) => `"m${i}":1`).join()}}`],
  ['90,000 lists', `[${'[],'.repeat(90_000)}[]]`],
]

const mutations = operations.filter(({ method }) => method !== 'GET')
const urlOf = (path: string) => path.replaceAll(/\{\w+\}/g, 'x')

describe('a body that is nested too deep', () => {
  test.each(deep)('%s: every operation that reads a body refuses it', async (_, rawBody) => {
    const sandbox = await forkSandbox()
    const some = rawBody.length > 50_000 ? mutations.slice(0, 5) : mutations
    for (const { id, method, path } of some) {
      for (const idempotencyKey of [undefined, id]) {
        const request = { rawBody, ...(idempotencyKey !== undefined && { idempotencyKey }) }
        const { status, json } = await sandbox.send(method, urlOf(path), request)
        const [field] = json.error.details?.fields ?? []
        expect([id, status, json.error.code, field?.code]).toEqual([id, 422, 'validation_failed', 'too_deep'])
        expect(json.error.message).toBe('The body must not be nested deeper than 32 levels')
      }
    }
    expect(reportedBugs.splice(0)).toEqual([])
  })

  test('32 levels are read, and judged like any other', async () => {
    const sandbox = await forkSandbox()
    const { json } = await sandbox.send('POST', '/v2/customers', { rawBody: nested('[', ']', 32) })
    expect(json.error.details.fields[0].code).toBe('wrong_type')
  })

  test('that is no JSON is told as such', async () => {
    const sandbox = await forkSandbox()
    for (const rawBody of ['['.repeat(999_999), '{"a":'.repeat(190_000), `${nested('[', ']', 5_000)}]`]) {
      const { status, json } = await sandbox.send('DELETE', '/v2/holds/x', { rawBody })
      expect([status, json.error.code]).toEqual([400, 'invalid_json'])
    }
  })
})

test.each(wide)('%s are told in one sentence, at once', async (_, rawBody) => {
  const sandbox = await forkSandbox()
  const { status, text, json } = await quickly(() => sandbox.send('POST', '/v2/webhooks', { rawBody }))
  expect([status, json.error.details.fields[0].code, text.length < 1_000]).toEqual([422, 'too_many', true])
})

describe('an operation without a body', () => {
  test.each(['', '{}', 'null', ' {} '])('takes %j for none', async rawBody => {
    const { status } = await (await forkSandbox()).send('DELETE', '/v2/holds/hold_x', { rawBody })
    expect(status).toBe(404)
  })

  test.each(['[]', '0', '""', 'false', '{"a":1}', '[[]]', '{"toJSON":1}', '{"__proto__":{}}'])(
    'refuses %j',
    async rawBody => {
      const { status, json } = await (await forkSandbox()).send('DELETE', '/v2/holds/hold_x', { rawBody })
      expect([status, json.error.details?.fields[0].code]).toEqual([422, 'unexpected'])
    },
  )
})

describe("the sandbox's own API", () => {
  const withSandbox = async (work: (sandbox: ControlledSandbox) => Promise<void>) => {
    const sandbox = await controlledSandbox()
    await work(sandbox)
    await sandbox.close()
    expect(sandbox.bugs).toEqual([])
  }

  test.each(['/clock/freeze', '/forks', '/tenants', '/keys', '/reset', '/seed', '/snapshots'])(
    '%s refuses what is nested too deep',
    async path => {
      await withSandbox(async ({ control }) => {
        for (const [, rawBody] of deep.slice(0, 5)) {
          const { status, json } = await control('POST', path, { rawBody })
          expect([status, json.error.code]).toEqual([422, 'validation_failed'])
        }
      })
    },
  )

  const headers = { 'content-type': 'application/yaml' }
  test.each([
    ['lists', nested('[', ']', 5_000)],
    ['a megabyte of lists', nested('[', ']', 500_000)],
    ['objects', nested('{"a":', '}', 5_000, '1')],
    ['a deep list of customers', `{"customers":${nested('[', ']', 20_000)}}`],
    ['lists without an end', '['.repeat(100_000)],
    ['YAML in the flow style', `customers: ${nested('[', ']', 5_000)}`],
    ['YAML of dashes', `${'- '.repeat(20_000)}a`],
    ['YAML of question marks', `${'? '.repeat(5_000)}a`],
    ['YAML in steps', Array.from({ length: 1_500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('a seed file of %s is refused', async (_, rawBody) => {
    await withSandbox(async ({ control }) => {
      const { status, json } = await control('POST', '/seed?replace=true', { rawBody, headers })
      expect([status, json.error.code]).toEqual([422, 'validation_failed'])
    })
  })
})

describe('a command', () => {
  const deepest = `{"name":${nested('[', ']', 20_000)}}`
  test.each([
    ['customers create --data -', '--data must not be nested deeper than 32 levels'],
    [`customers create --name a --metadata ${deepest}`, '--metadata must be JSON of at most 32 levels'],
    [`webhooks send --to 3000 --type booking.created --data ${deepest}`, '--data must be a JSON object'],
  ])('%.40s… tells that its JSON is too deep', async (words, told) => {
    const env = { IDEADUNES_API_KEY: 'sk_test_1', IDEADUNES_BASE_URL: 'http://127.0.0.1:1' }
    const secret = words.startsWith('webhooks') ? ['--secret', `whsec_${'a'.repeat(32)}`] : []
    const { code, stderr } = await runCli([...words.split(' '), ...secret], { env, stdin: deepest })
    expect([code, stderr.length < 500, stderr]).toEqual([2, true, expect.stringContaining(told)])
  })

  test('sends a deep body as it is, and has no word for its members', async () => {
    expect(wordOf(JSON.parse(nested('[', ']', 20_000)))).toBe('')
  })
})

test('the depth is that of the deepest value, and all values count', () => {
  const { value } = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.integer(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
    ),
  }))
  const inner = (one: unknown) => (typeof one === 'object' && one !== null ? Object.values(one) : [])
  const depthOf = (one: unknown): number =>
    typeof one === 'object' && one !== null ? 1 + Math.max(0, ...inner(one).map(depthOf)) : 0
  const countOf = (one: unknown): number => inner(one).reduce((sum: number, next) => sum + countOf(next), 1)
  fc.assert(
    fc.property(value, one => {
      const [levels, values] = [depthOf(one), countOf(one)]
      expect(excessOf(one, { levels, values })).toBeUndefined()
      expect(excessOf(one, { levels, values: values - 1 })).toBe('values')
      if (levels > 0) expect(excessOf(one, { levels: levels - 1, values })).toBe('levels')
    }),
  )
})
