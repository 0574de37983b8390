import { expect, test } from 'vitest'
import { type Step, scriptedApi } from '../../client/scripted-api.ts'
import { runCli } from '../run-cli.ts'

/** Runs a query that is answered with these errors, by default beside data. */
async function refused(errors: readonly unknown[], data: unknown = { a: 1 }, words: readonly string[] = []) {
  const step: Step = { status: 200, json: { ...(data !== null && { data }), errors } }
  await using api = await scriptedApi(step)
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
  return { ...(await runCli(['graphql', '{ a }', ...words], { env })), answer: step.json }
}

function error(code: string, status: number | undefined, members: object = {}, details?: unknown) {
  return {
    message: `Said of ${code}`,
    extensions: { code, status, request_id: 'req_1', doc_url: `https://docs.example/${code}`, details },
    ...members,
  }
}

test('each error is told with its field, its hint and its request', async () => {
  const errors = [
    error('not_found', 404, { path: ['bookings', 0, 'customer'] }),
    error('insufficient_scope', 403, { path: ['webhooks'] }),
  ]
  const { code, stdout, stderr } = await refused(errors)
  expect([code, JSON.parse(stdout)]).toEqual([3, { a: 1 }])
  const heads = stderr.split('\n').filter(line => line.startsWith('Error:'))
  expect(heads).toEqual([
    'Error: bookings.0.customer: Said of not_found (not_found)',
    'Error: webhooks: Said of insufficient_scope (insufficient_scope)',
  ])
  expect(stderr.match(/^Hint: ./gm)).toHaveLength(2)
  expect(stderr.match(/^Request: req_1$/gm)).toHaveLength(2)
})

test('under --json the whole answer is the document, and stderr says nothing', async () => {
  const errors = [error('not_found', 404), error('insufficient_scope', 403)]
  const { code, stdout, stderr, answer } = await refused(errors, { a: null }, ['--json'])
  expect([code, JSON.parse(stdout), stderr]).toEqual([3, answer, ''])
})

test.each<[string, number | undefined, number]>([
  ['resource_unavailable', 422, 3],
  ['insufficient_scope', 403, 4],
  ['invalid_api_key', 401, 4],
  ['rate_limited', 429, 6],
  // The catalogue knows the status of a code that comes without.
  ['insufficient_scope', undefined, 4],
  ['code_of_tomorrow', undefined, 3],
])('%s (%s) first exits with %i', async (code, status, exit) => {
  const run = await refused([error(code, status), error('not_found', 404)])
  expect([run.code, JSON.parse(run.stdout)]).toEqual([exit, { a: 1 }])
})

test('faults name members of the field, not flags that are called alike', async () => {
  const details = { fields: [{ path: '/tenant/name', code: 'too_long', message: 'must be shorter' }] }
  const { stderr } = await refused([
    error('validation_failed', 422, { path: ['createCustomer'] }, details),
    error('validation_failed', 422, { path: ['other'] }, { fields: [{ path: '/file', message: 'is odd' }] }),
  ])
  expect(stderr).toContain('  createCustomer.tenant.name  must be shorter\n')
  expect(stderr).toContain('  other.file  is odd\n')
})

test('a fault of the document is told with its place, and nothing is printed', async () => {
  const at = { locations: [{ line: 2, column: 7 }] }
  const { code, stdout, stderr } = await refused([error('validation_failed', 422, at)], null)
  expect([code, stdout]).toEqual([3, ''])
  expect(stderr).toContain('Said of validation_failed (line 2, column 7)')
})

test('of many errors ten are told, and how many are left', async () => {
  const { stderr } = await refused(Array.from({ length: 30 }, () => error('not_found', 404)))
  expect(stderr.match(/^Error:/gm)).toHaveLength(10)
  expect(stderr).toContain('20 more in the answer, which --json shows')
})

test.each<[string, Step]>([
  ['a page of a list', { status: 200, json: { data: [{ id: 'bk_1' }], has_more: false } }],
  ['no errors and no data', { status: 200, json: { errors: [] } }],
  ['data of a server in trouble', { status: 500, json: { data: { a: 1 } } }],
  ['errors of another shape', { status: 400, json: { errors: ['no'] } }],
])('%s is no answer of GraphQL', async (_, step) => {
  await using api = await scriptedApi(step)
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
  const { code, stdout, stderr } = await runCli(['graphql', '{ a }', '--retries', '0'], { env })
  expect([code, stdout]).toEqual([3, ''])
  expect(stderr).toContain('not as the IdeaDunes API does')
})

test('a key that an error repeats is masked', async () => {
  const key = 'sk_test_4eC39HqLyjWDarjtT1zdp7dc'
  const errors = ['a', 'b'].map(name => ({ ...error(name, 422), message: `Key ${key}` }))
  const { stderr } = await refused(errors)
  expect(stderr.match(/Key sk_test_\.\.\./g)).toHaveLength(2)
  expect(stderr).not.toContain(key)
})
