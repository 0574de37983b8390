import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { entry } from './waitlist-world.ts'

test('the example data has one who was offered a slot, and one behind', async () => {
  const sandbox = await forkSandbox('default')
  expect(await entry(sandbox, 'wl_priya_01')).toMatchObject({
    status: 'offered',
    offer: {
      hold_id: 'hold_offer_01',
      start_at: '2026-04-22T04:30:00Z',
      resource_id: 'res_dr_asha',
      expires_at: '2026-04-22T04:30:00Z',
    },
  })
  expect(await entry(sandbox, 'wl_arjun_01')).toMatchObject({ status: 'waiting', offer: null })
  const hold = await sandbox.send('GET', '/v2/holds/hold_offer_01')
  expect(hold.json).toMatchObject({ status: 'active', remaining_seconds: 586_069 })
})

test('its client secret opens no entry: reading is for secret keys', async () => {
  const sandbox = await forkSandbox('default')
  const answer = await sandbox.send('GET', '/v2/waitlist_entries/wl_priya_01', { key: 'publishable' })
  expect(answer.json.error.code).toBe('insufficient_scope')
})
