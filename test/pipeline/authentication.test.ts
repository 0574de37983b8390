import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

async function statusOf(sandbox: TestSandbox, headers: Record<string, string>) {
  const answer = await sandbox.send('GET', '/v2/bookings', { key: null, headers })
  return [answer.status, answer.json.error?.code, answer.headers['www-authenticate']]
}

test.each([
  ['Bearer KEY', 200],
  ['bearer KEY', 200],
  ['BEARER   KEY', 200],
  [' Bearer KEY ', 200],
  ['KEY', 'invalid_api_key'],
  ['Basic KEY', 'invalid_api_key'],
  ['Bearer', 'invalid_api_key'],
  ['Bearer KEY KEY', 'invalid_api_key'],
  ['BearerKEY', 'invalid_api_key'],
  ['Bearer KEYx', 'invalid_api_key'],
  ['Bearer "KEY"', 'invalid_api_key'],
  ['Bearer __proto__', 'invalid_api_key'],
  [' ', 'missing_api_key'],
  ['', 'missing_api_key'],
])('Authorization: %j gets %s', async (header, expected) => {
  const sandbox = await forkSandbox()
  const authorization = header.replaceAll('KEY', sandbox.keys.secret)
  expect(await statusOf(sandbox, { authorization })).toEqual(
    expected === 200 ? [200, undefined, undefined] : [401, expected, 'Bearer'],
  )
})

test('a key in any case but its own is unknown', async () => {
  const sandbox = await forkSandbox()
  const authorization = `Bearer ${sandbox.keys.secret.toUpperCase()}`
  expect(await statusOf(sandbox, { authorization })).toEqual([401, 'invalid_api_key', 'Bearer'])
})

test.each([
  [undefined, 200, 'tnt_clinic'],
  ['tnt_clinic', 200, 'tnt_clinic'],
  ['tnt_ideadunes', 200, undefined],
  ['', 403, undefined],
  ['TNT_CLINIC', 403, undefined],
  ['tnt_clinic,tnt_ideadunes', 403, undefined],
  ['tnt_clinic, tnt_clinic', 403, undefined],
  ['constructor', 403, undefined],
  ["tnt_clinic' or 1=1 --", 403, undefined],
])('X-Tenant-Id: %j gets %i', async (tenant, status, owner) => {
  const sandbox = await forkSandbox()
  const answer = await sandbox.send('GET', '/v2/bookings', { ...(tenant !== undefined && { tenant }) })
  expect([answer.status, answer.json.error?.code]).toEqual([
    status,
    status === 403 ? 'tenant_mismatch' : undefined,
  ])
  if (owner !== undefined) expect(answer.json.data[0].tenant_id).toBe(owner)
})

test('an empty X-Tenant-Id is told as that', async () => {
  const sandbox = await forkSandbox()
  const { json } = await sandbox.send('GET', '/v2/bookings', { tenant: '' })
  expect(json.error.message).toMatch(/^X-Tenant-Id is empty; .* or leave the header out$/)
})

test('a tenant of another account is refused like one that does not exist', async () => {
  const sandbox = await forkSandbox()
  await sandbox.sandbox.store.write(async trx => {
    const like = await trx.selectFrom('tenants').selectAll().executeTakeFirstOrThrow()
    await trx
      .insertInto('tenants')
      .values({ ...like, id: 'tnt_rival', account_id: 'acct_rival' })
      .execute()
  })
  const [rival, absent] = await Promise.all(
    ['tnt_rival', 'tnt_absent'].map(tenant => sandbox.send('GET', '/v2/bookings', { tenant })),
  )
  expect([rival?.status, absent?.status]).toEqual([403, 403])
  expect(rival?.json.error.message.replace('rival', 'absent')).toBe(absent?.json.error.message)
})

test('limits are counted per tenant', async () => {
  const sandbox = await forkSandbox()
  const remaining = async (tenant: string) =>
    (await sandbox.send('GET', '/v2/bookings', { tenant })).headers['x-rate-limit-remaining']
  expect([
    await remaining('tnt_clinic'),
    await remaining('tnt_clinic'),
    await remaining('tnt_ideadunes'),
  ]).toEqual(['4999', '4998', '4999'])
})

test('every answer has a request id of its own', async () => {
  const sandbox = await forkSandbox()
  const answers = await Promise.all(
    [
      ['GET', '/v2/bookings'],
      ['GET', '/v2/bookings/bk_none'],
      ['GET', '/v2/nowhere'],
      ['PUT', '/v2/bookings'],
      ['GET', '/v2/bookings?limit=0'],
      ['GET', '/_sandbox/health'],
      ['GET', '/openapi.json'],
    ].map(([method = '', url = '']) => sandbox.send(method, url)),
  )
  const ids = answers.map(answer => answer.headers['x-request-id'])
  expect(ids).toEqual(ids.map(() => expect.stringMatching(/^req_[0-9A-HJKMNP-TV-Z]{26}$/)))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(ids)
})

test('a request id that a client sends is not taken over', async () => {
  const sandbox = await forkSandbox()
  const headers = { 'x-request-id': 'req_mine', 'request-id': 'req_mine' }
  const answer = await sandbox.send('GET', '/v2/bookings', { headers })
  expect(answer.headers['x-request-id']).not.toBe('req_mine')
})
