import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book } from '../bookings/booking-world.ts'
import { hold, release } from '../holds/hold-requests.ts'
import { booked, entry, joined, move, offersMade, wait, wanted, windowAt } from './waitlist-world.ts'

const niket = '/v2/resources/res_dr_niket'
const later = '2026-04-20T07:00:00Z'

/** Somebody does something in a sandbox where others wait. */
type Act = (sandbox: TestSandbox) => Promise<unknown>

interface Case {
  /** Makes the wanted start one that cannot be had; gives what frees it. */
  readonly taken: (sandbox: TestSandbox) => Promise<Act>
  /** The type of the event before the offer; none where nothing else is told. */
  readonly behind?: string
  /** What those who wait say of themselves. */
  readonly members?: Record<string, unknown>
}

const service = (body: object) => (sandbox: TestSandbox) =>
  sandbox.send('PATCH', '/v2/services/svc_consult_30', { body })

async function bookedUnder(sandbox: TestSandbox, terms: object): Promise<string> {
  await service(terms)(sandbox)
  return await booked(sandbox)
}

/** Two hours ahead, so that the horizon of the clock is near. */
const soon = '2026-04-15T11:30:00Z'

const cases: Readonly<Record<string, Case>> = {
  'a cancellation': {
    taken: async sandbox => {
      const id = await booked(sandbox)
      return () => move(sandbox, id, 'cancel')
    },
    behind: 'booking.cancelled',
  },
  'a decline': {
    taken: async sandbox => {
      const id = await bookedUnder(sandbox, { confirmation: 'manual' })
      return () => move(sandbox, id, 'decline')
    },
    behind: 'booking.declined',
  },
  'a move to another start': {
    taken: async sandbox => {
      const id = await booked(sandbox)
      return () => move(sandbox, id, 'reschedule', { start_at: later })
    },
    behind: 'booking.rescheduled',
  },
  'a move to somebody else': {
    taken: async sandbox => {
      await addResource(sandbox, { id: 'res_dr_mira' })
      const requirements = [{ group: 'staff', resource_ids: ['res_dr_mira', 'res_dr_niket'], skills: [] }]
      await sandbox.send('PUT', '/v2/services/svc_consult_30/resources', { body: { requirements } })
      const id = await booked(sandbox)
      return () => move(sandbox, id, 'reassign', { resource_id: 'res_dr_mira' })
    },
    behind: 'booking.reassigned',
    members: { resource_id: 'res_dr_niket' },
  },
  confirm_by: {
    taken: async sandbox => {
      await bookedUnder(sandbox, { confirmation: 'manual', policy: { confirm_within_min: 60 } })
      return () => wait(sandbox, 60)
    },
    behind: 'booking.declined',
  },
  pay_by: {
    taken: async sandbox => {
      const id = await booked(sandbox)
      // Nobody can ask for a deposit yet.
      await sandbox.sandbox.store.write(async trx => {
        const status = { status: 'awaiting_payment', pay_by: '2026-04-15T10:00:00.000Z' }
        await trx.updateTable('bookings').set(status).where('id', '=', id).execute()
        const job = { kind: 'booking.pay_by', object_id: id, due_at: status.pay_by, data: '{}' }
        await trx
          .insertInto('due_jobs')
          .values({ number: 900, tenant_id: 'tnt_clinic', ...job })
          .execute()
      })
      return () => wait(sandbox, 20)
    },
    behind: 'booking.cancelled',
  },
  'a hold that is released': {
    taken: async sandbox => {
      const { json } = await hold(sandbox)
      return () => release(sandbox, json.id)
    },
  },
  'a hold that expires': {
    taken: async sandbox => {
      await hold(sandbox)
      return () => wait(sandbox, 5)
    },
    behind: 'hold.expired',
  },
  'longer hours': {
    taken: async sandbox => {
      const day = [{ start: '12:00', end: '18:00' }]
      await sandbox.send('PUT', `${niket}/working_hours`, { body: { weekly: { mon: day } } })
      const weekly = { mon: [{ start: '10:00', end: '18:00' }] }
      return () => sandbox.send('PUT', `${niket}/working_hours`, { body: { weekly } })
    },
    behind: 'resource.availability_changed',
  },
  'an exception that opens': {
    taken: async sandbox => {
      await sandbox.send('PUT', `${niket}/working_hours`, { body: { weekly: {} } })
      const body = { kind: 'open', from: '2026-04-20', to: '2026-04-20' }
      return () => sandbox.send('POST', `${niket}/exceptions`, { body })
    },
    behind: 'resource.availability_changed',
  },
  'an exception that closes less': {
    taken: async sandbox => {
      const body = { kind: 'closed', from: '2026-04-20', to: '2026-04-21' }
      const { json } = await sandbox.send('POST', `${niket}/exceptions`, { body })
      return () => sandbox.send('PATCH', `${niket}/exceptions/${json.id}`, { body: { from: '2026-04-21' } })
    },
    behind: 'resource.availability_changed',
  },
  'an exception that is deleted': {
    taken: async sandbox => {
      const body = { kind: 'closed', from: '2026-04-20', to: '2026-04-20' }
      const { json } = await sandbox.send('POST', `${niket}/exceptions`, { body })
      return () => sandbox.send('DELETE', `${niket}/exceptions/${json.id}`)
    },
    behind: 'resource.availability_changed',
  },
  'a holiday that is none after all': {
    taken: async sandbox => {
      await sandbox.send('PATCH', niket, { body: { location_id: 'loc_main' } })
      const holidays = [{ date: '2026-04-20', name: 'Holiday' }]
      await sandbox.send('PATCH', '/v2/locations/loc_main', { body: { holidays } })
      return () => sandbox.send('PATCH', '/v2/locations/loc_main', { body: { holidays: [] } })
    },
  },
  'a resource that is back online': {
    taken: async sandbox => {
      await sandbox.send('POST', `${niket}/offline`, { body: {} })
      return () => sandbox.send('POST', `${niket}/online`)
    },
    behind: 'resource.brought_online',
  },
  'a planned absence that is called off': {
    taken: async sandbox => {
      const body = { from: '2026-04-20T00:00:00Z', until: '2026-04-21T00:00:00Z' }
      await sandbox.send('POST', `${niket}/offline`, { body })
      return () => sandbox.send('POST', `${niket}/online`)
    },
  },
  'the end of an offline period': {
    taken: async sandbox => {
      await sandbox.send('POST', `${niket}/offline`, { body: { until: '2026-04-15T10:42:11Z' } })
      return () => wait(sandbox, 60)
    },
    behind: 'resource.brought_online',
  },
  'a larger capacity': {
    taken: async sandbox => {
      await service({ capacity: 2 })(sandbox)
      await booked(sandbox)
      return () => sandbox.send('PATCH', niket, { body: { capacity: 2 } })
    },
    behind: 'resource.availability_changed',
  },
  'a higher limit of bookings a day': {
    taken: async sandbox => {
      await sandbox.send('PATCH', niket, { body: { max_bookings_per_day: 1 } })
      await booked(sandbox, later)
      return () => sandbox.send('PATCH', niket, { body: { max_bookings_per_day: 2 } })
    },
    behind: 'resource.availability_changed',
  },
}

describe.each(Object.entries(cases))('%s', (_name, { taken, behind, members = {} }) => {
  test('offers the one start that is free again to the first of two, and to nobody else', async () => {
    const sandbox = await forkSandbox()
    const free = await taken(sandbox)
    const first = await joined(sandbox, members)
    const second = await joined(sandbox, { ...members, customer_id: 'cust_priya_01' })
    const before = await sandbox.events()
    await free(sandbox)
    expect(await offersMade(sandbox)).toEqual([`${first.id} ${wanted} res_dr_niket`])
    const told = (await sandbox.eventTypes()).slice(before.length)
    expect(told.at(-1)).toBe('waitlist.offer_made')
    expect(told.at(-2)).toBe(behind)
    expect((await entry(sandbox, second.id)).status).toBe('waiting')
    expect((await book(sandbox, bodyAt(wanted))).status).toBe(422)
  })
})

test('what is left of a booking after a no-show or an early end is offered, where something fits in', async () => {
  for (const [verb, minutes, start] of [
    ['complete', 5, '2026-04-15T11:40:00Z'],
    ['no_show', 15, '2026-04-15T11:50:00Z'],
  ] as const) {
    const sandbox = await forkSandbox()
    await service({ step_min: 10 })(sandbox)
    const id = await booked(sandbox, soon)
    const { id: waiting } = await joined(sandbox, { windows: [windowAt(soon, 60)] })
    sandbox.clock.set(Date.parse(soon) + minutes * 60_000)
    await move(sandbox, id, verb)
    expect(await offersMade(sandbox)).toEqual([`${waiting} ${start} res_dr_niket`])
  }
})

test('a smaller party and an attendee who leaves free as many seats as they had', async () => {
  const sandbox = await forkSandbox('default')
  const classAt = { service_id: 'svc_yoga_60', windows: [windowAt('2026-05-27T11:30:00Z', 60)] }
  const yoga = '/v2/bookings/bk_yoga_01'
  await sandbox.send('PATCH', yoga, { body: { party_size: 12 } })
  const entries: string[] = []
  for (const party_size of [3, 1, 1, 1]) entries.push((await joined(sandbox, { ...classAt, party_size })).id)
  const [three, one, next, last] = entries
  const offered = async () => (await offersMade(sandbox)).map(text => text.split(' ')[0])
  await sandbox.send('PATCH', yoga, { body: { party_size: 10 } })
  expect(await offered()).toEqual([one, next])
  await sandbox.send('DELETE', `${yoga}/attendees/att_meera_01`)
  expect(await offered()).toEqual([one, next, last])
  await sandbox.send('PATCH', yoga, { body: { party_size: 6 } })
  expect(await offered()).toEqual([one, next, last, three])
})

test('two slots that are freed at once are offered to two; priority comes before age', async () => {
  const sandbox = await forkSandbox()
  const body = { kind: 'closed', from: wanted, to: '2026-04-20T06:00:00Z' }
  const { json: closed } = await sandbox.send('POST', `${niket}/exceptions`, { body })
  const windows = [windowAt(wanted, 60)]
  const { id: old } = await joined(sandbox, { windows })
  const { id: young } = await joined(sandbox, { windows })
  const { id: dear } = await joined(sandbox, { windows, priority: 1 })
  await sandbox.send('DELETE', `${niket}/exceptions/${closed.id}`)
  expect(await offersMade(sandbox)).toEqual([
    `${dear} ${wanted} res_dr_niket`,
    `${old} 2026-04-20T05:30:00Z res_dr_niket`,
  ])
  expect((await entry(sandbox, young)).status).toBe('waiting')
})

test('an hour that is freed holds two half hours, and a third goes empty-handed', async () => {
  const sandbox = await forkSandbox()
  await addService(sandbox, { id: 'svc_hour', duration_min: 60, step_min: 30 })
  const id = await booked(sandbox, wanted, { service_id: 'svc_hour' })
  const windows = [windowAt(wanted, 60)]
  const entries: string[] = []
  for (let i = 0; i < 3; i++) entries.push((await joined(sandbox, { windows })).id)
  await move(sandbox, id, 'cancel')
  expect(await offersMade(sandbox)).toEqual([
    `${entries[0]} ${wanted} res_dr_niket`,
    `${entries[1]} 2026-04-20T05:30:00Z res_dr_niket`,
  ])
})

test('a room that is freed is offered with whoever can serve in it', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_room', type: 'room' })
  await addResource(sandbox, { id: 'res_dr_mira' })
  const lesson = (id: string, who: string) =>
    addService(sandbox, {
      id,
      requirements: JSON.stringify([
        { group: 'staff', resource_ids: [who], skills: [] },
        { group: 'room', resource_ids: ['res_room'], skills: [] },
      ]),
    })
  await lesson('svc_one', 'res_dr_niket')
  await lesson('svc_two', 'res_dr_mira')
  const id = await booked(sandbox, wanted, { service_id: 'svc_one' })
  const { id: waiting } = await joined(sandbox, { service_id: 'svc_two' })
  await move(sandbox, id, 'cancel')
  expect(await offersMade(sandbox)).toEqual([`${waiting} ${wanted} res_dr_mira`])
})

test('nothing is offered outside of the windows, too late for the notice, or where offers are switched off', async () => {
  const sandbox = await forkSandbox()
  const id = await booked(sandbox)
  await joined(sandbox, { windows: [{ from: '2026-04-20T05:10:00Z', to: '2026-04-20T09:00:00Z' }] })
  await joined(sandbox, { windows: [{ from: wanted, to: '2026-04-20T05:29:59Z' }] })
  await move(sandbox, id, 'cancel')
  expect(await offersMade(sandbox)).toEqual([])
  const again = await booked(sandbox)
  await joined(sandbox)
  await service({ notice_min: 10_000 })(sandbox)
  await move(sandbox, again, 'cancel')
  await service({ notice_min: 0, policy: { offer_min: 0 } })(sandbox)
  await move(sandbox, await booked(sandbox), 'cancel')
  expect(await offersMade(sandbox)).toEqual([])
})

test('who is deleted waits no more, and who is merged waits as somebody else', async () => {
  const sandbox = await forkSandbox()
  const id = await booked(sandbox)
  const { id: first } = await joined(sandbox)
  const { id: second } = await joined(sandbox, { customer_id: 'cust_priya_01' })
  await move(sandbox, id, 'cancel')
  await sandbox.send('DELETE', '/v2/customers/cust_arjun_02?force=true')
  expect(await entry(sandbox, first)).toMatchObject({ status: 'removed', offer: null })
  expect(await offersMade(sandbox)).toHaveLength(2)
  const { json } = await sandbox.send('POST', '/v2/customers', { body: { name: 'Priya S.' } })
  await sandbox.send('POST', `/v2/customers/${json.id}/merge`, {
    body: { source_customer_id: 'cust_priya_01' },
  })
  expect(await entry(sandbox, second)).toMatchObject({ status: 'offered', customer_id: json.id })
})

test('two seats of one class that are freed at once are offered to two, and to no third', async () => {
  const sandbox = await forkSandbox()
  await service({ capacity: 3 })(sandbox)
  await sandbox.send('PATCH', niket, { body: { capacity: 3 } })
  const { json: customer } = await sandbox.send('POST', '/v2/customers', { body: { name: 'Meera' } })
  for (let i = 0; i < 2; i++) await booked(sandbox, wanted, { customer_id: customer.id })
  await booked(sandbox)
  const entries: string[] = []
  for (let i = 0; i < 3; i++) entries.push((await joined(sandbox)).id)
  await sandbox.send('DELETE', `/v2/customers/${customer.id}?force=true`)
  expect(await offersMade(sandbox)).toEqual(entries.slice(0, 2).map(id => `${id} ${wanted} res_dr_niket`))
})
