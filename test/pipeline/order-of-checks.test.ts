import { expect, test } from 'vitest'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { forkSandbox, type TestRequest, type TestSandbox } from '../world/sandbox.ts'

const good = JSON.stringify(bodyAt('2026-04-20T05:00:00Z'))

/**
 * A request that is wrong in every way. Each step mends one of them; what is answered is always the first that is
 * left, in the order of rules, section 2.
 */
const wrong = {
  method: 'PUT',
  key: null as string | null,
  tenant: 'tnt_stranger',
  type: 'text/xml',
  rawBody: `{"x":"${'x'.repeat(1_000_001)}`,
  idempotencyKey: 'k'.repeat(256),
}

type Wrong = typeof wrong

const steps: readonly (readonly [
  Partial<Wrong>,
  number,
  string,
  ((s: TestSandbox) => void | Promise<void>)?,
])[] = [
  [{}, 405, 'method_not_allowed'],
  [{ method: 'POST' }, 401, 'missing_api_key'],
  [{ key: 'nonsense' }, 401, 'invalid_api_key'],
  [{ key: 'sk_live_x' }, 401, 'live_key_in_sandbox'],
  [{ key: 'secret' }, 403, 'tenant_mismatch'],
  [{ tenant: 'tnt_clinic' }, 429, 'rate_limited'],
  // Two tokens leak within two seconds; the day's bucket has room.
  [{}, 415, 'unsupported_media_type', waitTwoSeconds],
  [{ type: 'application/json' }, 413, 'payload_too_large'],
  [{ rawBody: '{"start_at":' }, 400, 'invalid_json', waitTwoSeconds],
  [{ rawBody: '{"start_at":1}' }, 400, 'invalid_idempotency_key'],
  [{ idempotencyKey: 'used' }, 422, 'idempotency_key_reused', waitTwoSeconds],
  [{ idempotencyKey: 'fresh' }, 422, 'validation_failed'],
  [{ rawBody: good.replace('res_dr_niket', 'res_nobody') }, 422, 'validation_failed', waitTwoSeconds],
  [{ rawBody: good.replace('04-20', '04-19') }, 422, 'resource_unavailable'],
  [{ rawBody: good, idempotencyKey: 'fresher' }, 201, '', waitTwoSeconds],
]

test('a request wrong in every way is told its faults in the order of the checks', async () => {
  const sandbox = await forkSandbox()
  const limits = JSON.stringify({ per_second: 1, per_minute: 100, per_day: 1000 })
  await sandbox.sandbox.store.write(trx => trx.updateTable('tenants').set({ limits }).execute())
  // The key is used, and the bucket of the second is full, before the first step.
  await sandbox.send('POST', '/v2/bookings', {
    body: bodyAt('2026-04-22T05:00:00Z'),
    idempotencyKey: 'used',
  })
  await sandbox.send('GET', '/v2/bookings')

  let request = wrong
  const answers: [number, string][] = []
  for (const [mended, , , before] of steps) {
    await before?.(sandbox)
    request = { ...request, ...mended }
    const answer = await sandbox.send(request.method, '/v2/bookings', requestOf(request))
    answers.push([answer.status, answer.json.error?.code ?? ''])
  }
  expect(answers).toEqual(steps.map(([, status, code]) => [status, code]))
})

test('the scope of the key is judged before its tenant and its limits', async () => {
  const sandbox = await forkSandbox()
  const answer = await sandbox.send('GET', '/v2/bookings?limit=0', {
    key: 'publishable',
    tenant: 'tnt_stranger',
  })
  expect([answer.status, answer.json.error.code]).toEqual([403, 'insufficient_scope'])
  expect(answer.headers['x-rate-limit-remaining']).toBeUndefined()
})

test('a wrong key, scope or tenant does not spend the budget of the tenant', async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('GET', '/v2/bookings', { key: null })
  await sandbox.send('GET', '/v2/bookings', { key: 'sk_test_nobody' })
  await sandbox.send('GET', '/v2/bookings', { key: 'publishable' })
  await sandbox.send('GET', '/v2/bookings', { tenant: 'tnt_stranger' })
  const answer = await sandbox.send('GET', '/v2/bookings')
  expect(answer.headers['x-rate-limit-remaining']).toBe('4999')
})

test('a wrong body does, and so does a refusal', async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('POST', '/v2/bookings', { rawBody: '{' })
  await sandbox.send('POST', '/v2/bookings', { body: {} })
  const answer = await sandbox.send('GET', '/v2/bookings/bk_none')
  expect([answer.status, answer.headers['x-rate-limit-remaining']]).toEqual([404, '4997'])
})

test.each([
  ['a body of exactly 1 MB', 1_000_000, 'validation_failed'],
  ['one byte more', 1_000_001, 'payload_too_large'],
])('%s: %s bytes are answered %s', async (_what, bytes, code) => {
  const rawBody = `{"x":"${'x'.repeat(bytes - 8)}"}`
  expect(rawBody).toHaveLength(bytes)
  const answer = await (await forkSandbox()).send('POST', '/v2/bookings', { rawBody })
  expect(answer.json.error.code).toBe(code)
  expect(answer.headers['x-request-id']).toBe(answer.json.error.request_id)
})

test.each([
  ['application/json', 422],
  ['application/json; charset=utf-8', 422],
  ['Application/JSON', 422],
  ['application/json-patch+json', 415],
  ['application/x-www-form-urlencoded', 415],
  ['text/plain', 415],
  ['multipart/form-data; boundary=x', 415],
  ['application/jsonx', 415],
  ['nonsense', 415],
])('a body of type %s gets %i', async (type, status) => {
  const answer = await (await forkSandbox()).send('POST', '/v2/bookings', {
    rawBody: '{}',
    headers: { 'content-type': type },
  })
  expect(answer.status).toBe(status)
})

test.each(['{', '{"a":1,}', "{'a':1}", 'undefined', '{"a":01}', '{} {}', '\ufeff{}', 'NaN', '"\u0001"'])(
  '%j is no JSON, and the message says where',
  async rawBody => {
    const answer = await (await forkSandbox()).send('POST', '/v2/bookings', { rawBody })
    expect([answer.status, answer.json.error.code]).toEqual([400, 'invalid_json'])
    expect(answer.json.error.message).toMatch(/^The body is not valid JSON: .*JSON/)
  },
)

test.each([
  ['', ['/service_id required', '/start_at required']],
  [' \n', ['/service_id required', '/start_at required']],
  ['null', [' null_not_allowed']],
  ['[]', [' wrong_type']],
  ['"text"', [' wrong_type']],
  ['1', [' wrong_type']],
])('the body %j has the wrong shape', async (rawBody, faults) => {
  const answer = await (await forkSandbox()).send('POST', '/v2/bookings', { rawBody })
  const found = answer.json.error.details.fields.map(
    ({ path, code }: Record<string, string>) => `${path} ${code}`,
  )
  expect([answer.status, found]).toEqual([422, faults])
})

test('a query where none is taken is refused', async () => {
  const answer = await (await forkSandbox()).send('POST', '/v2/bookings?dry_run=1', { rawBody: good })
  expect(answer.json.error.details.fields).toEqual([
    { path: '/dry_run', code: 'unknown_field', message: 'is not a field of this request' },
  ])
})

test('a GET reads no body, whatever its type', async () => {
  const answer = await (await forkSandbox()).send('GET', '/v2/bookings', {
    rawBody: '<a/>',
    headers: { 'content-type': 'text/xml' },
  })
  expect(answer.status).toBe(200)
})

function requestOf({ key, tenant, type, rawBody, idempotencyKey }: Wrong): TestRequest {
  return { key, tenant, rawBody, idempotencyKey, headers: { 'content-type': type } }
}

function waitTwoSeconds({ clock }: TestSandbox): void {
  clock.set(clock.now() + 2000)
}
