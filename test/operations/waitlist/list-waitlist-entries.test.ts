import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import { joined, leave } from './waitlist-world.ts'

async function ids(sandbox: TestSandbox, query: string): Promise<string[]> {
  const { json } = await sandbox.send('GET', `/v2/waitlist_entries?${query}`)
  return json.data.map(({ id }: { id: string }) => id)
}

test('newest first; by turn as offers are made: by priority, then by age', async () => {
  const sandbox = await forkSandbox()
  const made: string[] = []
  for (const priority of [0, 3, -1, 3]) made.push((await joined(sandbox, { priority })).id)
  const [plain, early, last, late] = made
  expect(await ids(sandbox, '')).toEqual(made.toReversed())
  expect(await ids(sandbox, 'order=turn')).toEqual([early, late, plain, last])
  const { json } = await sandbox.send('GET', '/v2/waitlist_entries?order=turn&limit=2')
  expect(await ids(sandbox, `order=turn&limit=2&cursor=${json.next_cursor}`)).toEqual([plain, last])
})

test('filters narrow the list together', async () => {
  const sandbox = await forkSandbox()
  const { id: arjun } = await joined(sandbox)
  const { id: priya } = await joined(sandbox, { customer_id: 'cust_priya_01' })
  await leave(sandbox, priya)
  expect(await ids(sandbox, 'status=waiting')).toEqual([arjun])
  expect(await ids(sandbox, 'status=waiting,removed&order=turn')).toEqual([arjun, priya])
  expect(await ids(sandbox, 'customer_id=cust_priya_01&status=waiting')).toEqual([])
  expect(await ids(sandbox, 'service_id=svc_consult_30&customer_id=cust_priya_01')).toEqual([priya])
  const refused = await sandbox.send('GET', '/v2/waitlist_entries?service_id=svc_none&customer_id=cust_none')
  expect(faultsOf(refused)).toEqual(['/service_id not_found', '/customer_id not_found'])
})
