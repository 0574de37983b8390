import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

const url = '/v2/services/svc_consult_30'

test('a widget may change nothing', async () => {
  const sandbox = await forkSandbox()
  for (const [method, path] of [
    ['POST', '/v2/services'],
    ['PATCH', url],
    ['DELETE', url],
    ['PUT', `${url}/resources`],
  ] as const) {
    const answer = await sandbox.send(method, path, { key: 'publishable' })
    expect(answer.json.error.code).toBe('insufficient_scope')
  }
})

test.each([
  ['PATCH', url, { duration_min: 31 }],
  ['DELETE', url, undefined],
  ['PUT', `${url}/resources`, { requirements: [] }],
])('%s %s minds If-Match', async (method, path, body) => {
  const sandbox = await forkSandbox()
  const send = (ifMatch: string) =>
    sandbox.send(method, path, {
      headers: { 'if-match': ifMatch },
      ...(body !== undefined && { body }),
    })
  const stale = await send('"2"')
  expect([stale.status, stale.json.error.details]).toEqual([412, { revision: 1 }])
  expect((await send('"1"')).json.revision).toBe(2)
  // Nothing is left to change, but the revision is still minded.
  expect((await send('"1"')).status).toBe(412)
  expect((await send('*')).json.revision).toBe(2)
  expect(await sandbox.eventTypes()).toEqual(['service.updated'])
})

test("another tenant's service is as unknown as one that nobody made", async () => {
  const sandbox = await forkSandbox()
  const requests = [
    ['GET', '', undefined],
    ['PATCH', '', { name: 'X' }],
    ['DELETE', '', undefined],
    ['PUT', '/resources', { requirements: [{ group: 'staff', resource_ids: ['res_dr_niket'] }] }],
  ] as const
  for (const [method, path, body] of requests) {
    const answers = await Promise.all(
      ['svc_consult_30', 'svc_none'].map(id =>
        sandbox.send(method, `/v2/services/${id}${path}`, {
          tenant: 'tnt_ideadunes',
          ...(body !== undefined && { body }),
        }),
      ),
    )
    const [foreign, absent] = answers.map(({ json }) => json.error.message.replace(/svc_\w+/, 'ID'))
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect(foreign).toBe(absent)
  }
  expect((await sandbox.send('GET', '/v2/services/svc_consult_30')).json.revision).toBe(1)
})
