import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'

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
