import { describe, expect, test } from 'vitest'
import { clientSecretOf } from '../../../emulator/store/ids.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { historyOf, jobsOf, move, putBooking, readBooking, takenBy } from './booking-life.ts'
import { bodyAt, book, everything, faultsOf, widgetBodyAt } from './booking-world.ts'

const start = '2026-04-20T05:00:00Z'
const at = (text: string) => Date.parse(text)

const withSecret = (secret: string) => ({ key: 'publishable', headers: { 'x-client-secret': secret } })

describe('with a secret key', () => {
  test('by the staff: says who, why and when, at no fee, and frees the time', async () => {
    const sandbox = await forkSandbox()
    const { id } = (await book(sandbox, bodyAt(start))).json
    expect(await jobsOf(sandbox, id)).toHaveLength(2)
    const answer = await move(sandbox, id, 'cancel', { reason: 'Ill' })
    expect(answer.json).toMatchObject({
      status: 'cancelled',
      cancellation: { actor: 'staff', reason: 'Ill', at: '2026-04-15T09:42:11Z', fee: 0 },
      schedule_revision: 1,
      join_url: null,
    })
    expect([await takenBy(sandbox, id), await jobsOf(sandbox, id)]).toEqual([[], []])
    expect((await book(sandbox, bodyAt(start))).status).toBe(201)
    expect((await historyOf(sandbox, id)).at(-1)).toMatchObject({ actor: 'staff', reason: 'Ill' })
  })

  test('by the staff for the customer', async () => {
    const sandbox = await forkSandbox('default')
    const answer = await move(sandbox, 'bk_checkup_01', 'cancel', { actor: 'customer' })
    expect(answer.json.cancellation).toMatchObject({ actor: 'customer', reason: null })
    expect((await historyOf(sandbox, 'bk_checkup_01')).at(-1)).toMatchObject({ actor: 'customer' })
  })

  test('secret keys know no cut-off, not even when the booking is over or the customer is there', async () => {
    const sandbox = await forkSandbox('default')
    expect((await move(sandbox, 'bk_missed_01', 'cancel')).status).toBe(200)
    await move(sandbox, 'bk_today_01', 'check_in')
    expect((await move(sandbox, 'bk_today_01', 'cancel')).json.status).toBe('cancelled')
  })

  test('the fee is 0 whatever the policy says, as long as nothing is charged', async () => {
    const sandbox = await forkSandbox('default')
    const policy = JSON.stringify({ late_cancel_fee: 5_000 })
    await putBooking(sandbox, 'bk_today_01', { policy })
    expect((await move(sandbox, 'bk_today_01', 'cancel')).json.cancellation.fee).toBe(0)
  })

  test('neither time nor words but these', async () => {
    const sandbox = await forkSandbox('default')
    const before = await everything(sandbox)
    const answer = await move(sandbox, 'bk_checkup_01', 'cancel', { actor: 'clock', reason: '', fee: 1 })
    expect(faultsOf(answer)).toHaveLength(3)
    expect(await everything(sandbox)).toEqual(before)
  })
})

describe('with a publishable key', () => {
  async function booked(members: Record<string, unknown> = {}) {
    const sandbox = await forkSandbox()
    const { id, client_secret } = (await book(sandbox, widgetBodyAt(start, members), { key: 'publishable' }))
      .json
    return { sandbox, id, asCustomer: withSecret(client_secret) }
  }

  test.each([
    ['exactly at the cut-off', '2026-04-19T05:00:00.000Z', 200],
    ['a moment later', '2026-04-19T05:00:00.001Z', 422],
    ['when it has begun', '2026-04-20T05:10:00.000Z', 422],
  ])('%s', async (_when, now, status) => {
    const { sandbox, id, asCustomer } = await booked()
    sandbox.clock.set(at(now))
    const answer = await move(sandbox, id, 'cancel', { reason: 'Recovered' }, asCustomer)
    expect(answer.status, answer.text).toBe(status)
    if (status === 200) {
      expect(answer.json.cancellation).toMatchObject({ actor: 'customer', reason: 'Recovered' })
      expect((await historyOf(sandbox, id)).at(-1)).toMatchObject({ actor: 'customer' })
    } else {
      expect(answer.json.error).toMatchObject({
        code: 'cancel_too_close',
        details: { cutoff_at: '2026-04-19T05:00:00Z' },
      })
      expect((await readBooking(sandbox, id)).status).toBe('confirmed')
    }
  })

  test('the cut-off is that of the policy under which it was made', async () => {
    const { sandbox, id, asCustomer } = await booked()
    await putBooking(sandbox, id, { policy: JSON.stringify({ cancel_cutoff_min: 0 }) })
    sandbox.clock.set(at(start))
    expect((await move(sandbox, id, 'cancel', {}, asCustomer)).status).toBe(200)
  })

  test('needs the secret of this very booking', async () => {
    const { sandbox, id } = await booked()
    const other = clientSecretOf(sandbox.sandbox.seed, 'tnt_clinic', 'bk_01HXYW999')
    for (const request of [{ key: 'publishable' }, withSecret(other)]) {
      expect((await move(sandbox, id, 'cancel', {}, request)).json.error.code).toBe('not_found')
    }
    expect((await readBooking(sandbox, id)).status).toBe('confirmed')
  })

  test('does not pass for the staff', async () => {
    const { sandbox, id, asCustomer } = await booked()
    const answer = await move(sandbox, id, 'cancel', { actor: 'staff' }, asCustomer)
    expect(faultsOf(answer)).toEqual(['/actor secret_key_only'])
  })

  test('sees no notes in the answer, and its event has them', async () => {
    const { sandbox, id, asCustomer } = await booked({ notes: 'Window seat' })
    const answer = await move(sandbox, id, 'cancel', {}, asCustomer)
    expect(Object.keys(answer.json)).not.toContain('notes')
    expect((await sandbox.events()).at(-1)).toMatchObject({
      type: 'booking.cancelled',
      data: { object: { id, notes: 'Window seat' } },
    })
  })

  test('twice is refused, without a second event', async () => {
    const { sandbox, id, asCustomer } = await booked()
    await move(sandbox, id, 'cancel', {}, asCustomer)
    const again = await move(sandbox, id, 'cancel', {}, asCustomer)
    expect(again.json.error.details).toEqual({ from: 'cancelled', action: 'cancel', allowed: [] })
    expect(cancellations(await sandbox.eventTypes())).toBe(1)
  })
})

test('of fifty cancels at once one succeeds', async () => {
  const sandbox: TestSandbox = await forkSandbox('default')
  const answers = await Promise.all(
    Array.from({ length: 50 }, async () => await move(sandbox, 'bk_checkup_01', 'cancel')),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(49)
  expect(cancellations(await sandbox.eventTypes())).toBe(1)
})

function cancellations(types: readonly string[]): number {
  return types.filter(type => type === 'booking.cancelled').length
}
