import { expect, test } from 'vitest'
import { createClockControl } from '../../emulator/clock/jobs/clock-control.ts'
import { jobKinds } from '../../emulator/clock/jobs/kinds.ts'
import type { Sandbox } from '../../emulator/sandbox/sandbox.ts'
import { operations } from '../../src/contract/index.ts'
import { sendExample } from '../walk/requests.ts'
import { type Twins, twinSandboxes } from './twins.ts'

const settle = (sandbox: Sandbox) =>
  createClockControl(sandbox, error => {
    throw error
  }).advance({ until: 'settled' })

/** Deposits are not taken yet; retries need an attempt that fails (`deliveries.test.ts`). */
const madeElsewhere = ['booking.pay_by', 'webhook.retry']

test('the clock fires every kind of job once, with the same effect', async () => {
  const twins = await twinSandboxes()
  await send(twins, 'POST', '/v2/holds', booking('05:00'))
  await send(twins, 'PATCH', '/v2/services/svc_consult_30', { confirmation: 'manual' })
  await send(twins, 'POST', '/v2/bookings', { ...booking('06:00'), customer_id })
  const policy = { auto_no_show: true, check_in_window_min: 60 * 24 * 9 }
  await send(twins, 'PATCH', '/v2/services/svc_consult_30', { confirmation: 'auto', policy })
  await send(twins, 'POST', '/v2/bookings', { ...booking('07:00'), customer_id })
  const { id } = await send(twins, 'POST', '/v2/bookings', { ...booking('08:00'), customer_id })
  await send(twins, 'POST', `/v2/bookings/${id}/check_in`)
  const absence = { from: '2026-05-24T18:30:00Z', until: '2026-05-31T18:30:00Z', reason: 'Conference' }
  await send(twins, 'POST', '/v2/resources/res_dr_asha/offline', absence)
  const skill = { level: 3, valid_until: '2026-06-01T00:00:00Z' }
  await send(twins, 'PUT', '/v2/resources/res_dr_niket/skills/skill_cardiology', skill)
  await twins.expectSameRows()

  const fired = await twins.same(settle)
  const kinds = Object.keys(jobKinds).filter(kind => !madeElsewhere.includes(kind))
  expect([...new Set(fired.map(job => job.kind))].toSorted()).toEqual(kinds.toSorted())
  await twins.expectSameRows()
  expect(await twins.same(settle)).toEqual([])
  await twins.expectSameRows()
})

test('a life of every example, one after the other, is the same, and so is all that the clock makes of it', async () => {
  const twins = await twinSandboxes()
  const refused = []
  for (const operation of operations)
    for (const example of operation.examples) {
      const answer = await twins.answer(sandbox => sendExample(sandbox, operation, example))
      if (answer.status >= 500) refused.push(operation.id)
    }
  expect(refused).toEqual([])
  await twins.expectSameRows()
  expect(await twins.same(settle)).not.toEqual([])
  await twins.expectSameRows()
})

const customer_id = 'cust_priya_01'

function booking(time: string) {
  const start_at = `2026-04-20T${time}:00Z`
  return { service_id: 'svc_consult_30', resource_id: 'res_dr_niket', start_at }
}

async function send(twins: Twins, method: string, url: string, body: object = {}) {
  const answer = await twins.answer(sandbox => sandbox.send(method, url, { body }))
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.json
}
