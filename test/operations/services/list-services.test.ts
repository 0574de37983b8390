import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, faultsOf } from '../bookings/booking-world.ts'

async function listed(sandbox: TestSandbox, query = '', key: 'secret' | 'publishable' = 'secret') {
  const answer = await sandbox.send('GET', `/v2/services${query}`, { key })
  expect(answer.status, answer.text).toBe(200)
  return answer.json.data.map((service: { name: string }) => service.name.charAt(0)).join('')
}

/** A and B beside the seeded Consultation; B is archived. */
async function withServices(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  for (const name of ['A', 'B']) {
    sandbox.clock.set(sandbox.clock.now() + 1000)
    const { json } = await sandbox.send('POST', '/v2/services', { body: { name, duration_min: 15 } })
    if (name === 'B') await sandbox.send('DELETE', `/v2/services/${json.id}`)
  }
  return sandbox
}

describe('the list', () => {
  test.each([
    ['', 'AC'],
    ['?status=active', 'AC'],
    ['?status=archived', 'B'],
    ['?status=active,archived', 'BAC'],
    ['?limit=1', 'A'],
  ])('%s shows %s', async (query, names) => {
    expect(await listed(await withServices(), query)).toBe(names)
  })

  test('is open to widgets, as far as services are active', async () => {
    const sandbox = await withServices()
    expect(await listed(sandbox, '', 'publishable')).toBe('AC')
    expect(await listed(sandbox, '?status=active', 'publishable')).toBe('AC')
    for (const status of ['archived', 'active,archived']) {
      const answer = await sandbox.send('GET', `/v2/services?status=${status}`, { key: 'publishable' })
      expect([answer.status, faultsOf(answer)]).toEqual([422, ['/status secret_key_only']])
    }
  })

  test.each([
    ['status=', '/status invalid_format'],
    ['status=all', '/status invalid_format'],
    ['name=A', '/name unknown_field'],
  ])('?%s is refused', async (query, fault) => {
    const answer = await (await forkSandbox()).send('GET', `/v2/services?${query}`)
    expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
  })
})

test('a widget sees all of a service but its metadata, and may change nothing', async () => {
  const sandbox = await forkSandbox()
  const url = '/v2/services/svc_consult_30'
  await sandbox.send('PATCH', url, { body: { metadata: { margin: '40' } } })
  const { metadata, ...rest } = (await sandbox.send('GET', url)).json
  expect(metadata).toEqual({ margin: '40' })
  expect((await sandbox.send('GET', url, { key: 'publishable' })).json).toEqual(rest)
  const list = await sandbox.send('GET', '/v2/services', { key: 'publishable' })
  expect(list.json.data).toEqual([rest])
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

describe('an archived service', () => {
  const url = '/v2/services/svc_consult_30'

  test('is answered, told of once, and still read by everybody', async () => {
    const sandbox = await forkSandbox()
    const { json: before } = await sandbox.send('GET', url)
    const answer = await sandbox.send('DELETE', url)
    expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
    expect(answer.json).toEqual({
      ...before,
      status: 'archived',
      updated_at: '2026-04-15T09:42:11Z',
      revision: 2,
    })
    const again = await sandbox.send('DELETE', url)
    expect([again.status, again.json]).toEqual([200, answer.json])
    const events = await sandbox.events()
    expect(events.map(event => [event.type, event.data])).toEqual([
      ['service.updated', { object: answer.json, previous_attributes: { status: 'active' } }],
    ])
    expect((await sandbox.send('GET', url)).json).toEqual(answer.json)
    expect((await sandbox.send('GET', url, { key: 'publishable' })).json.status).toBe('archived')
  })

  test('cannot be booked any more; bookings stay', async () => {
    const sandbox = await forkSandbox()
    const { json: old } = await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
    await sandbox.send('DELETE', url)
    expect(faultsOf(await book(sandbox, bodyAt('2026-04-20T06:00:00Z')))).toEqual(['/service_id not_found'])
    expect((await sandbox.send('GET', old.links.self)).json.status).toBe('confirmed')
  })
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
