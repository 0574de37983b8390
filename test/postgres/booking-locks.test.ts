import { expect, test } from 'vitest'
import { postgresSandbox } from './twins.ts'

test('whoever moves a booking first locks all that it reads, rooms too', async () => {
  const { send, postgres } = await postgresSandbox('default')
  const { statements } = postgres
  const requirements = [
    { group: 'staff', resource_ids: ['res_dr_asha', 'res_dr_niket'] },
    { group: 'room', resource_ids: ['res_studio'] },
  ]
  await send('PUT', '/v2/services/svc_checkup_20/resources', { body: { requirements } })
  const before = statements.length
  const body = { start_at: '2026-05-27T06:10:00Z' }
  const answer = await send('POST', '/v2/bookings/bk_checkup_01/reschedule', { body })
  expect([answer.status, answer.json.allocations?.length]).toEqual([200, 2])
  const decisive = statements
    .slice(before)
    .filter(text => text.endsWith('for update') || text.startsWith('select * from "occupancies"'))
  // One lock of both ids, in their order; then what is taken of either.
  expect(decisive.map(text => /for update$|^select \* from "occupancies"/.exec(text)?.[0])).toEqual([
    'for update',
    'select * from "occupancies"',
    'select * from "occupancies"',
  ])
  expect(decisive[0]).toContain('"id" in ($2, $3) order by "id" for update')
})
