import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, widgetBodyAt } from './booking-world.ts'

const start = '2026-04-20T05:00:00Z'

test('of fifty creates at once on one slot, one books', async () => {
  const sandbox = await forkSandbox()
  const answers = await Promise.all(Array.from({ length: 50 }, () => book(sandbox, bodyAt(start))))
  expect(tally(answers)).toEqual({ 201: 1, 422: 49 })
  const winner = answers.find(answer => answer.status === 201)
  for (const answer of answers.filter(answer => answer.status === 422)) {
    expect(answer.json.error.details.conflicts).toEqual([{ type: 'existing_booking', id: winner?.json.id }])
  }
  const list = await sandbox.send('GET', `/v2/bookings?start_from=${start}&start_to=2026-04-20T05:30:00Z`)
  expect(list.json.data).toHaveLength(1)
})

test('where five fit, five of fifty book', async () => {
  const sandbox = await forkSandbox()
  await sandbox.sandbox.store.write(async trx => {
    await trx.updateTable('resources').set({ capacity: 5 }).execute()
    await trx.updateTable('services').set({ capacity: 5 }).execute()
  })
  const answers = await Promise.all(Array.from({ length: 50 }, () => book(sandbox, bodyAt(start))))
  expect(tally(answers)).toEqual({ 201: 5, 422: 45 })
})

test('creates at once on different slots all book, with ids of their own', async () => {
  const sandbox = await forkSandbox()
  const starts = Array.from({ length: 18 }, (_, i) =>
    new Date(Date.parse('2026-04-22T03:30:00Z') + i * 1_800_000).toISOString(),
  )
  const answers = await Promise.all(starts.map(at => book(sandbox, bodyAt(at))))
  expect(tally(answers)).toEqual({ 201: 18 })
  expect(new Set(answers.map(answer => answer.json.id)).size).toBe(18)
})

test('the same requests give the same ids; reads and refusals shift none', async () => {
  const [first, second] = [await forkSandbox(), await forkSandbox()]
  const ids: unknown[] = []
  for (const [sandbox, isDisturbed] of [
    [first, false],
    [second, true],
  ] as const) {
    const disturb = async () => {
      if (!isDisturbed) return
      await sandbox.send('GET', '/v2/bookings')
      await sandbox.send('GET', '/v2/bookings/bk_none')
      await book(sandbox, bodyAt('2026-04-21T05:00:00Z'))
      await book(sandbox, bodyAt('2026-04-21T05:00:00Z'), { idempotencyKey: 'only here' })
      await book(sandbox, widgetBodyAt('2026-04-21T05:00:00Z'), { key: 'publishable' })
    }
    const made = []
    for (const body of [bodyAt(start), bodyAt('2026-04-20T06:00:00Z')]) {
      await disturb()
      made.push((await book(sandbox, body)).json)
    }
    await disturb()
    made.push((await book(sandbox, widgetBodyAt('2026-04-20T07:00:00Z'), { key: 'publishable' })).json)
    ids.push(made.map(({ id, customer_id, client_secret }) => ({ id, customer_id, client_secret })))
    ids.push((await sandbox.events()).map(event => event.id))
  }
  expect(ids.slice(2)).toEqual(ids.slice(0, 2))
})

test('ids of one moment sort in the order of their making, and later ones after them', async () => {
  const sandbox = await forkSandbox()
  const ids: string[] = []
  for (let i = 0; i < 10; i++) {
    if (i === 5) sandbox.clock.set(sandbox.clock.now() + 1)
    const at = new Date(Date.parse('2026-04-22T04:00:00Z') + i * 1_800_000).toISOString()
    ids.push((await book(sandbox, bodyAt(at))).json.id)
  }
  expect(ids.toSorted()).toEqual(ids)
})

function tally(answers: readonly { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
