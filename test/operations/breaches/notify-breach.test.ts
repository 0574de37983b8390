import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

async function notify(sandbox: TestSandbox, body: object) {
  return await sandbox.send('POST', '/v2/breaches/brc_laptop_01/notify', { body })
}

test('at notify_by no reason is needed, a second later it is', async () => {
  const sandbox = await forkSandbox('default')
  sandbox.clock.set(Date.parse('2026-04-18T07:00:01Z'))
  const late = await notify(sandbox, { to: 'authority' })
  expect([late.status, late.json.error.code]).toEqual([422, 'delay_reason_required'])
  expect(late.json.error.details).toEqual({ notify_by: '2026-04-18T07:00:00Z' })
  expect((await notify(sandbox, { to: 'authority', at: '2026-04-18T07:00:00Z' })).json.status).toBe(
    'notified',
  )
  const told = await notify(sandbox, { to: 'subjects', delay_reason: 'The letters took a day' })
  expect(told.json).toMatchObject({ status: 'closed', remaining_seconds: 0, revision: 3 })
  expect(told.json.notifications).toEqual([
    { to: 'authority', at: '2026-04-18T07:00:00Z', delay_reason: null },
    { to: 'subjects', at: '2026-04-18T07:00:01Z', delay_reason: 'The letters took a day' },
  ])
})

test('people who were told do not stand for the authority', async () => {
  const sandbox = await forkSandbox('default')
  const { json } = await notify(sandbox, { to: 'subjects' })
  expect(json.status).toBe('open')
  expect(json.remaining_seconds).toBeGreaterThan(0)
})

test.each([
  ['2026-04-15T09:42:12Z', 'in_future'],
  ['2026-04-15T06:59:59Z', 'too_early'],
])('nobody can have been told at %s', async (at, code) => {
  const sandbox = await forkSandbox('default')
  const { json } = await notify(sandbox, { to: 'authority', at })
  expect(json.error.details.fields).toMatchObject([{ path: '/at', code }])
})
