import { expect, test } from 'vitest'
import { createKeyRing } from '../../../emulator/fleet/key-ring.ts'
import { defaultAccountId, defaultTenantId } from '../../../emulator/seed/default-members.ts'
import { openSandbox } from '../../../emulator/seed/open-sandbox.ts'
import { buildServer } from '../../../emulator/server/build-server.ts'
import { dialects, slowestStartMs } from '../../store/dialects.ts'
import { reportedBugs, requestsTo, testNow } from '../../world/sandbox.ts'

/** The API on PostgreSQL, where several writers meet, and the statements that it runs. */
async function onPostgres() {
  const opened = await dialects.PostgreSQL?.()
  if (opened === undefined) throw new Error('PostgreSQL is no dialect any more.')
  const real = { wall: () => Date.parse(testNow), steady: () => 1e9 }
  const { sandbox } = await openSandbox(opened.store, real, 'default')
  sandbox.clock.freeze()
  const keyRing = createKeyRing({ allowLiveKeys: false })
  const keys = { secret: 'sk_test_locks', publishable: 'pk_test_locks' }
  const key = { scope: 'secret', accountId: defaultAccountId, tenantId: defaultTenantId, sandbox } as const
  keyRing.addKey(keys.secret, key)
  const app = buildServer({
    keyRing,
    clock: { now: () => Date.parse(testNow) },
    seed: 'locks',
    version: '0.0.0-test',
    reportBug: error => reportedBugs.push(error),
  })
  return { ...requestsTo(app, sandbox, keys), statements: opened.statements }
}

const patiently = { timeout: slowestStartMs }

test('whoever moves a booking first locks all that it reads, rooms too', patiently, async () => {
  const { send, statements } = await onPostgres()
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
