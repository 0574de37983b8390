import { expect, test } from 'vitest'
import { flush } from '../../emulator/sandbox/flush.ts'
import { listRequests } from '../../emulator/store/request-log.ts'
import { operations } from '../../src/contract/index.ts'
import { forkSandbox, reportedBugs } from '../world/sandbox.ts'

test.each([
  ['GET', '/v2/booking', 'GET /v2/bookings'],
  ['POST', '/v2/bokings', 'POST /v2/bookings'],
  ['GET', '/v2/Bookings', 'GET /v2/bookings'],
  ['GET', '/v1/bookings', 'GET /v2/bookings'],
  ['GET', '/bookings', 'GET /v2/bookings'],
  ['GET', '/v2/bokings/bk_01HXYW999', 'GET /v2/bookings/{booking_id}'],
  ['GET', '/v2/bookings/bk_01HXYW999/', 'GET /v2/bookings/{booking_id}'],
  ['GET', '/v2/bookings/', 'GET /v2/bookings'],
  ['POST', '/v2/bookings/', 'POST /v2/bookings'],
  ['GET', '/v2/bookings//', 'GET /v2/bookings'],
  ['GET', '/v2//bookings', 'GET /v2/bookings'],
  ['GET', '//v2/bookings', 'GET /v2/bookings'],
  ['POST', '/v2/bookings//cancel', 'POST /v2/bookings/{booking_id}/cancel'],
  ['GET', '/v2/bookings//history', 'GET /v2/bookings/{booking_id}/history'],
  ['POST', '/v2/bookings/bk_01HXYW999/cancel/', 'POST /v2/bookings/{booking_id}/cancel'],
  ['DELETE', '/v2/webhooks/', 'POST /v2/webhooks'],
  ['GET', '/v2/bookings/%20', 'GET /v2/bookings'],
  ['GET', '/v2/customers/%09%20', 'GET /v2/customers'],
  ['GET', '/v2/services/%E3%80%80', 'GET /v2/services'],
  ['POST', '/v2/bookings/%20/cancel', 'POST /v2/bookings/{booking_id}/cancel'],
  ['GET', '/openapi.json/', 'GET /openapi.json'],
  ['GET', '/openapi.jsn', 'GET /openapi.json'],
  ['GET', '/_sandbox/health/', 'GET /_sandbox/health'],
  ['GET', '/_sandbox/helth', 'GET /_sandbox/health'],
])('%s %s is not found, and the nearest route is named', async (method, url, nearest) => {
  const answer = await (await forkSandbox()).send(method, url)
  expect([answer.status, answer.json.error.code]).toEqual([404, 'not_found'])
  expect(answer.json.error.message).toBe(`There is no ${method} ${url}; did you mean ${nearest}?`)
  expect(answer.headers['x-request-id']).toBe(answer.json.error.request_id)
})

test.each([
  ['GET', '/v2'],
  ['GET', '/v2/'],
  ['POST', '/v3'],
  ['GET', '/api/charges/ch_1'],
])('%s %s is near to no route', async (method, url) => {
  const { json } = await (await forkSandbox()).send(method, url)
  expect(json.error.message).toBe(`There is no ${method} ${url}; GET /openapi.json has all paths`)
})

test.each([
  ['PUT', '/v2/bookings', 'POST, GET, HEAD'],
  ['DELETE', '/v2/bookings?limit=1', 'POST, GET, HEAD'],
  ['OPTIONS', '/v2/bookings', 'POST, GET, HEAD'],
  ['PUT', '/v2/bookings/bk_01HXYW999', 'GET, PATCH, HEAD'],
  ['TRACE', '/v2/bookings/bk_01HXYW999', 'GET, PATCH, HEAD'],
  ['PROPFIND', '/v2/bookings', 'POST, GET, HEAD'],
  ['POST', '/openapi.json', 'GET, HEAD'],
  ['DELETE', '/', 'GET, HEAD'],
  ['POST', '/_sandbox/health', 'GET, HEAD'],
])('%s %s takes other methods', async (method, url, allow) => {
  const answer = await (await forkSandbox()).send(method, url)
  expect([answer.status, answer.json.error.code, answer.headers.allow]).toEqual([
    405,
    'method_not_allowed',
    allow,
  ])
  expect(answer.json.error.message).toContain(`does not take ${method}; it takes ${allow}`)
  expect(answer.headers['x-request-id']).toBe(answer.json.error.request_id)
})

test('HEAD gets the status and headers of a 405, without a body', async () => {
  const answer = await (await forkSandbox()).send('HEAD', '/v2/holds')
  expect([answer.status, answer.text, answer.headers.allow]).toEqual([405, '', 'POST'])
  expect(answer.headers['x-request-id']).toMatch(/^req_/)
})

test('a slash at the end is a wrong route of every operation, and so is an id that is missing', async () => {
  const sandbox = await forkSandbox()
  for (const { id, method, path } of operations) {
    const ids = path.replaceAll(/\{\w+\}/g, 'x')
    for (const url of [`${ids}/`, ...(path.includes('{') ? [path.replaceAll(/\{\w+\}/g, '')] : [])]) {
      const { status, json } = await sandbox.send(method, url, { key: null })
      expect([id, url, status, json.error?.code]).toEqual([id, url, 404, 'not_found'])
      expect(json.error.message).toMatch(/^There is no \w+ \S+; did you mean \w+ \/v2\/\S+\?$/)
    }
  }
  await flush(sandbox.sandbox)
  const rows = await sandbox.sandbox.store.read(trx => listRequests(trx, { limit: 5 }))
  expect(rows.map(({ operation }) => operation)).toEqual(rows.map(() => null))
})

test('a path in the whole form of a proxy is a path', async () => {
  const answer = await (await forkSandbox()).send('GET', 'http://localhost:4332/v2/bookings/')
  expect(answer.json.error.message).toContain('did you mean GET /v2/bookings?')
})

test.each([
  ['broken JSON', '{', {}],
  ['another type', '<a/>', { 'content-type': 'text/xml' }],
  ['two megabytes', `"${'x'.repeat(2_000_000)}"`, {}],
] as const)('a wrong route is told before a wrong body: %s', async (_what, rawBody, headers) => {
  const sandbox = await forkSandbox()
  const unknown = await sandbox.send('POST', '/v2/nowhere', { rawBody, headers, key: null })
  const method = await sandbox.send('PUT', '/v2/bookings', { rawBody, headers, key: null })
  expect([unknown.status, method.status]).toEqual([404, 405])
})

test.each(['/v2/bookings/%', '/v2/bookings/%zz', '/v2/bookings/%ff', '/%'])(
  'a path that cannot be decoded (%j) gets the envelope of every error',
  async url => {
    const answer = await (await forkSandbox()).send('GET', url)
    expect([answer.status, answer.json.error.code]).toEqual([404, 'not_found'])
    expect(answer.headers['content-type']).toBe('application/json')
    expect(answer.headers['x-request-id']).toBe(answer.json.error.request_id)
  },
)

test('an unknown route spends nothing, and is no bug', async () => {
  const sandbox = await forkSandbox()
  const bugs = reportedBugs.length
  await sandbox.send('GET', '/v2/nowhere')
  await sandbox.send('PUT', '/v2/bookings')
  const answer = await sandbox.send('GET', '/v2/bookings')
  expect(answer.headers['x-rate-limit-remaining']).toBe('4999')
  expect(reportedBugs).toHaveLength(bugs)
})
