import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

const path = '/v2/data_requests/dsr_access_01/extend'
const body = { reason: 'The records of two branches have to be put together' }

test('gives three months from when it was received, and says why', async () => {
  const sandbox = await forkSandbox('default')
  const { json } = await sandbox.send('POST', path, { body })
  expect(json).toMatchObject({
    status: 'extended',
    due_at: '2026-07-13T18:29:59Z',
    extension: { reason: body.reason, at: '2026-04-15T09:42:11Z' },
  })
  const again = await sandbox.send('POST', path, { body })
  expect(again.json.error).toMatchObject({
    code: 'invalid_state_transition',
    details: { from: 'extended', action: 'extend', allowed: ['resolve'] },
  })
})

test('at the deadline it can be extended, a second later not', async () => {
  const late = await forkSandbox('default')
  late.clock.set(Date.parse('2026-05-13T18:30:00Z'))
  const refused = await late.send('POST', path, { body })
  expect([refused.status, refused.json.error.code]).toEqual([409, 'deadline_passed'])
  const inTime = await forkSandbox('default')
  inTime.clock.set(Date.parse('2026-05-13T18:29:59Z'))
  expect((await inTime.send('POST', path, { body })).status).toBe(200)
})
