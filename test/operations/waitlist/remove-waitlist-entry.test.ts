import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { accept, entry, joined, leave, move, offersMade, twoWaiting, wanted } from './waitlist-world.ts'

test('who leaves with an open offer hands it on to the next', async () => {
  const sandbox = await forkSandbox()
  const { booking, first, second } = await twoWaiting(sandbox)
  await move(sandbox, booking, 'cancel')
  const { offer } = await entry(sandbox, first.id)
  expect((await leave(sandbox, first.id)).json).toMatchObject({ status: 'removed', offer: null, revision: 3 })
  expect(await offersMade(sandbox)).toEqual([
    `${first.id} ${wanted} res_dr_niket`,
    `${second.id} ${wanted} res_dr_niket`,
  ])
  const hold = await sandbox.send('GET', `/v2/holds/${offer.hold_id}`)
  expect(hold.json.status).toBe('released')
})

test('leaving again changes nothing; what was accepted cannot be left', async () => {
  const sandbox = await forkSandbox()
  const { booking, first, second } = await twoWaiting(sandbox)
  const once = await leave(sandbox, second.id)
  expect((await leave(sandbox, second.id)).json).toEqual(once.json)
  await move(sandbox, booking, 'cancel')
  await accept(sandbox, first.id)
  const refused = await leave(sandbox, first.id)
  expect(refused.json.error).toMatchObject({
    code: 'invalid_state_transition',
    details: { from: 'accepted', action: 'remove', allowed: [] },
  })
})

test('who has left is offered nothing', async () => {
  const sandbox = await forkSandbox()
  const { booking, first, second } = await twoWaiting(sandbox)
  await leave(sandbox, first.id)
  const third = await joined(sandbox, { priority: 1 })
  await leave(sandbox, third.id)
  await move(sandbox, booking, 'cancel')
  expect(await offersMade(sandbox)).toEqual([`${second.id} ${wanted} res_dr_niket`])
})
