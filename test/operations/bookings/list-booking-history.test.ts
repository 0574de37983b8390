import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { advanceTo, historyOf, move, putService } from './booking-life.ts'
import { bodyAt, book, widgetBodyAt } from './booking-world.ts'

const start = '2026-04-20T05:00:00Z'

test('tells everything from the making of the booking on, with the requests that did it', async () => {
  const sandbox = await forkSandbox()
  await putService(sandbox, { confirmation: 'manual' })
  const created = await book(sandbox, widgetBodyAt(start), { key: 'publishable' })
  const { id } = created.json
  const confirmed = await move(sandbox, id, 'confirm')
  const updated = await sandbox.send('PATCH', `/v2/bookings/${id}`, { body: { notes: 'Bring the X-ray' } })
  sandbox.clock.set(Date.parse(start))
  const checkedIn = await move(sandbox, id, 'check_in')
  await advanceTo(sandbox, '2026-04-20T06:00:00Z')
  const lines = (await historyOf(sandbox, id)).map(
    ({ revision, action, from, to, actor, at, request_id }) => [
      revision,
      action,
      from,
      to,
      actor,
      at,
      request_id,
    ],
  )
  const requestOf = (answer: typeof created) => answer.headers['x-request-id']
  const now = '2026-04-15T09:42:11Z'
  expect(lines).toEqual([
    [1, 'create', null, 'pending', 'customer', now, requestOf(created)],
    [2, 'confirm', 'pending', 'confirmed', 'staff', now, requestOf(confirmed)],
    [3, 'update', 'confirmed', 'confirmed', 'staff', now, requestOf(updated)],
    [4, 'check_in', 'confirmed', 'checked_in', 'staff', start, requestOf(checkedIn)],
    [5, 'complete', 'checked_in', 'completed', 'clock', '2026-04-20T05:30:00Z', null],
  ])
})

test('a refused move leaves no line, and neither does one that is replayed', async () => {
  const sandbox = await forkSandbox()
  const { id } = (await book(sandbox, bodyAt(start), { idempotencyKey: 'one' })).json
  await book(sandbox, bodyAt(start), { idempotencyKey: 'one' })
  await move(sandbox, id, 'check_in')
  await move(sandbox, id, 'decline')
  await move(sandbox, id, 'cancel', {}, { idempotencyKey: 'two' })
  await move(sandbox, id, 'cancel', {}, { idempotencyKey: 'two' })
  expect((await historyOf(sandbox, id)).map(({ action }) => action)).toEqual(['create', 'cancel'])
})

test('is in the order of what happened, even if the clock was set back', async () => {
  const sandbox = await forkSandbox('default')
  await move(sandbox, 'bk_pending_01', 'confirm')
  sandbox.clock.set(Date.parse('2026-04-15T09:00:30Z'))
  await move(sandbox, 'bk_pending_01', 'cancel')
  const actions = (await historyOf(sandbox, 'bk_pending_01')).map(({ action }) => action)
  expect(actions).toEqual(['create', 'confirm', 'cancel'])
  const newest = await sandbox.send('GET', '/v2/bookings/bk_pending_01/history?order=-revision&limit=1')
  expect(newest.json.data).toMatchObject([{ action: 'cancel', revision: 3 }])
})

test('goes on past the ninth line in the order of numbers', async () => {
  const sandbox = await forkSandbox('default')
  for (let i = 0; i < 11; i++)
    await sandbox.send('PATCH', '/v2/bookings/bk_checkup_01', { body: { notes: `Line ${i}` } })
  let cursor: string | null = null
  const revisions: number[] = []
  do {
    const page: string = `/v2/bookings/bk_checkup_01/history?limit=5${cursor === null ? '' : `&cursor=${cursor}`}`
    const { json } = await sandbox.send('GET', page)
    revisions.push(...json.data.map((line: { revision: number }) => line.revision))
    cursor = json.next_cursor
  } while (cursor !== null)
  expect(revisions).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
})

test('a booking from before there was a history has none until its next change', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.sandbox.store.write(trx => trx.deleteFrom('booking_history').execute())
  expect(await historyOf(sandbox, 'bk_checkup_01')).toEqual([])
  await move(sandbox, 'bk_checkup_01', 'cancel')
  expect(await historyOf(sandbox, 'bk_checkup_01')).toMatchObject([{ revision: 2, from: 'confirmed' }])
})

test('another booking has a history of its own', async () => {
  const sandbox = await forkSandbox('default')
  await move(sandbox, 'bk_checkup_01', 'cancel')
  expect(await historyOf(sandbox, 'bk_today_01')).toHaveLength(1)
})
