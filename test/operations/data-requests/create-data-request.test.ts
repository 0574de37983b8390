import { expect, test } from 'vitest'
import { deadlineOf } from '../../../emulator/rules/compliance/deadlines.ts'
import { forkSandbox } from '../../world/sandbox.ts'

test.each([
  // Zone, received, months, due: the last second of the local date.
  ['Asia/Kolkata', '2026-04-15T09:42:11Z', 1, '2026-05-15T18:29:59Z'],
  ['Asia/Kolkata', '2026-04-15T18:29:59Z', 1, '2026-05-15T18:29:59Z'],
  ['Asia/Kolkata', '2026-04-15T18:30:00Z', 1, '2026-05-16T18:29:59Z'],
  ['UTC', '2026-01-31T12:00:00Z', 1, '2026-02-28T23:59:59Z'],
  ['UTC', '2024-01-31T12:00:00Z', 1, '2024-02-29T23:59:59Z'],
  ['UTC', '2026-01-31T12:00:00Z', 3, '2026-04-30T23:59:59Z'],
  ['UTC', '2026-11-30T12:00:00Z', 3, '2027-02-28T23:59:59Z'],
  ['UTC', '2026-12-31T23:59:59Z', 1, '2027-01-31T23:59:59Z'],
  ['UTC', '2026-03-31T00:00:00Z', 1, '2026-04-30T23:59:59Z'],
  // The clocks change in between, and on the day itself.
  ['America/New_York', '2026-02-20T12:00:00Z', 1, '2026-03-21T03:59:59Z'],
  ['America/New_York', '2026-10-01T12:00:00Z', 1, '2026-11-02T04:59:59Z'],
  ['Asia/Kathmandu', '2026-04-15T18:15:00Z', 1, '2026-05-16T18:14:59Z'],
  ['Pacific/Chatham', '2026-03-05T12:00:00Z', 1, '2026-04-06T11:14:59Z'],
  // A day that was skipped ended with the one before it.
  ['Pacific/Apia', '2011-11-30T20:00:00Z', 1, '2011-12-30T09:59:59Z'],
])('%s, received %s, %i months: due %s', (timezone, received, months, due) => {
  const dueMs = deadlineOf(timezone, Date.parse(received), months)
  expect(new Date(dueMs).toISOString()).toBe(due.replace('Z', '.000Z'))
})

test('counts from when it was received, which is never later than now', async () => {
  const sandbox = await forkSandbox('default')
  const body = { kind: 'access', customer_id: 'cust_priya_01', channel: 'letter' }
  const early = await sandbox.send('POST', '/v2/data_requests', {
    body: { ...body, received_at: '2026-01-31T06:00:00Z' },
  })
  expect(early.json).toMatchObject({ due_at: '2026-02-28T18:29:59Z', status: 'open', channel: 'letter' })
  expect(early.json.overdue_seconds).toBeGreaterThan(0)
  const late = await sandbox.send('POST', '/v2/data_requests', {
    body: { ...body, received_at: '2026-04-16T00:00:00Z' },
  })
  expect(late.json.error.details.fields).toMatchObject([{ path: '/received_at', code: 'in_future' }])
})

test('who was deleted may still ask what is kept, and that it is not kept', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('DELETE', '/v2/customers/cust_arjun_02?force=true')
  const ask = (kind: string) =>
    sandbox.send('POST', '/v2/data_requests', { body: { kind, customer_id: 'cust_arjun_02' } })
  for (const kind of ['access', 'portability', 'erasure']) expect((await ask(kind)).status).toBe(201)
  for (const kind of ['rectification', 'restriction', 'objection']) expect((await ask(kind)).status).toBe(422)
})
