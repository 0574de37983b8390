import { describe, expect, test } from 'vitest'
import { clientSecretOf } from '../../../emulator/store/ids.ts'
import { bookingStatuses } from '../../../src/contract/objects/booking.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { historyOf, move, putBooking, readBooking } from './booking-life.ts'
import { everything } from './booking-world.ts'

/** 09:30 to 09:50 with Dr Asha, who is free otherwise. */
const id = 'bk_today_01'

/** When every verb is in time: the grace is over, the booking is not. */
const inTime = Date.parse('2026-04-15T09:46:00Z')

/** The rules' table, from state and verb to the state after; what is left out is refused. In the table's order. */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pending: {
    confirm: 'confirmed',
    decline: 'declined',
    cancel: 'cancelled',
    reschedule: 'pending',
    reassign: 'pending',
  },
  awaiting_payment: { cancel: 'cancelled', reschedule: 'awaiting_payment', reassign: 'awaiting_payment' },
  confirmed: {
    cancel: 'cancelled',
    reschedule: 'confirmed',
    reassign: 'confirmed',
    check_in: 'checked_in',
    complete: 'completed',
    no_show: 'no_show',
  },
  checked_in: { cancel: 'cancelled', reassign: 'checked_in', complete: 'completed' },
  completed: {},
  no_show: {},
  declined: {},
  cancelled: {},
}

const verbs: Readonly<Record<string, { readonly event: string; readonly body?: object }>> = {
  confirm: { event: 'booking.confirmed' },
  decline: { event: 'booking.declined' },
  cancel: { event: 'booking.cancelled' },
  reschedule: { event: 'booking.rescheduled', body: { start_at: '2026-05-27T06:10:00Z' } },
  reassign: { event: 'booking.reassigned', body: {} },
  check_in: { event: 'booking.checked_in' },
  complete: { event: 'booking.completed' },
  no_show: { event: 'booking.no_show' },
}

const movesSchedule = ['decline', 'cancel', 'reschedule', 'reassign']

const pairs = bookingStatuses.flatMap(from => Object.keys(verbs).map(verb => [from, verb] as const))
const legal = pairs.flatMap(([from, verb]) => {
  const to = table[from]?.[verb]
  return to === undefined ? [] : [[from, verb, to] as const]
})
const illegal = pairs.filter(([from, verb]) => table[from]?.[verb] === undefined)

async function bookingIn(status: string): Promise<TestSandbox> {
  const sandbox = await forkSandbox('default')
  sandbox.clock.set(inTime)
  await putBooking(sandbox, id, { status })
  return sandbox
}

test.each(legal)('%s: %s makes it %s, with its event once', async (from, verb, to) => {
  const sandbox = await bookingIn(from)
  const before = await readBooking(sandbox, id)
  const answer = await move(sandbox, id, verb, verbs[verb]?.body)
  expect(answer.status, answer.text).toBe(200)
  expect(answer.json).toEqual(await readBooking(sandbox, id))
  expect(answer.json).toMatchObject({
    status: to,
    revision: before.revision + 1,
    schedule_revision: before.schedule_revision + (movesSchedule.includes(verb) ? 1 : 0),
    updated_at: '2026-04-15T09:46:00Z',
  })
  expect(answer.headers.etag).toBe(`"${before.revision + 1}"`)
  const events = await sandbox.events()
  expect(events.map(event => event.type)).toEqual([verbs[verb]?.event])
  expect(events[0]?.data.object).toEqual(answer.json)
  expect((await historyOf(sandbox, id)).at(-1)).toEqual({
    id: expect.stringMatching(/^bt_[0-9A-Z]{26}$/),
    booking_id: id,
    revision: before.revision + 1,
    action: verb,
    from,
    to,
    actor: 'staff',
    reason: null,
    at: '2026-04-15T09:46:00Z',
    request_id: answer.headers['x-request-id'],
  })
})

test.each(illegal)('%s: %s is refused, and changes nothing', async (from, verb) => {
  const sandbox = await bookingIn(from)
  const before = await everything(sandbox)
  const answer = await move(sandbox, id, verb, verbs[verb]?.body)
  expect([answer.status, answer.json.error.code]).toEqual([409, 'invalid_state_transition'])
  expect(answer.json.error.details).toEqual({ from, action: verb, allowed: Object.keys(table[from] ?? {}) })
  expect(await everything(sandbox)).toEqual(before)
})

describe('a publishable key', () => {
  const asCustomer = async (sandbox: TestSandbox, verb: string) =>
    await move(sandbox, id, verb, verbs[verb]?.body ?? {}, {
      key: 'publishable',
      headers: { 'x-client-secret': clientSecretOf(sandbox.sandbox.seed, 'tnt_clinic', id) },
    })

  test.each(bookingStatuses)('%s: may do less', async status => {
    const allowed = Object.keys(table[status] ?? {}).filter(
      verb => verb === 'reschedule' || (verb === 'cancel' && status !== 'checked_in'),
    )
    for (const verb of ['cancel', 'reschedule']) {
      const sandbox = await bookingIn(status)
      // Long before the cut-off.
      await putBooking(sandbox, id, {
        start_at: '2026-04-20T09:30:00.000Z',
        end_at: '2026-04-20T09:50:00.000Z',
      })
      const answer = await asCustomer(sandbox, verb)
      if (allowed.includes(verb)) {
        expect(answer.json).toMatchObject({ status: table[status]?.[verb] })
        expect((await historyOf(sandbox, id)).at(-1)).toMatchObject({ action: verb, actor: 'customer' })
      } else {
        expect(answer.json.error).toMatchObject({
          code: 'invalid_state_transition',
          details: { from: status, action: verb, allowed },
        })
      }
    }
  })

  test.each(Object.keys(verbs).filter(verb => verb !== 'cancel' && verb !== 'reschedule'))(
    'cannot %s',
    async verb => {
      const answer = await asCustomer(await bookingIn('confirmed'), verb)
      expect(answer.json.error.code).toBe('insufficient_scope')
    },
  )
})
