import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../emulator/testing/index.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { testNow } from '../world/sandbox.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ clock: testNow, dataSet: 'reference' })
})
afterEach(() => sandbox.close())

const book = async (of = sandbox, startAt = '2026-04-20T05:00:00Z') =>
  (await of.client.call('createBooking', { body: bodyAt(startAt) as never })).data as { id: string }

test('waits for a message that comes later, by kind, by filter or by what it says', async () => {
  const waiting = sandbox.messages.waitFor('confirmation')
  const { id } = await book()
  expect(await waiting).toMatchObject({ booking_id: id, to: 'priya@example.com' })
  const reminder = sandbox.messages.waitFor({ kind: 'reminder', booking: id })
  await sandbox.clock.advance('5d')
  expect((await reminder).subject).toMatch(/^Reminder: /)
  expect((await sandbox.messages.waitFor(({ text }) => text.includes('remind you'))).kind).toBe('reminder')
  expect(await sandbox.messages.list({ kind: 'confirmation' })).toHaveLength(1)
})

test('a fork waits for its own', async () => {
  await book()
  await using fork = await sandbox.fork()
  const before = await fork.messages.list()
  expect(before).toHaveLength(1)
  const waiting = fork.messages.waitFor('confirmation')
  const { id } = await book(fork, '2026-04-20T05:30:00Z')
  expect((await waiting).booking_id).toBe(id)
  expect(await sandbox.messages.list()).toHaveLength(1)
})

test('what does not come is told with what did', async () => {
  await book()
  const failure = await sandbox.messages.waitFor('offer', { timeoutMs: 20 }).then(
    () => expect.fail('It should have been rejected.'),
    error => error,
  )
  expect(failure.code).toBe('no_such_message')
  expect(failure.message).toMatch(
    /^No message offer within 20 ms. What came:\n {2}confirmation {2}priya@example.com/,
  )
})
