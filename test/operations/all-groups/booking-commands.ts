import fc from 'fast-check'
import { append } from '../../../src/lists/append.ts'
import {
  cell,
  command,
  customerOf,
  expectStatus,
  freeService,
  type PracticeCommand,
  pick,
  resource,
  service,
  units,
  which,
} from './practice-command.ts'
import { cellsPerWeek, type Practice, services, type Taker } from './practice-model.ts'
import { expectTold, followOffers, instantOf } from './practice-world.ts'

const bookings = (model: Practice) => model.takers.filter(({ kind }) => kind === 'booking')

/** A booking by any number; three times of four one that has not ended. */
function anyBooking(model: Practice, at: number): Taker {
  const ahead = bookings(model).filter(one => model.blocks(one))
  return pick(at % 4 > 0 && ahead.length > 0 ? ahead : bookings(model), at)
}

const holds = (model: Practice) =>
  model.takers.filter(({ kind, entry, status }) => kind === 'hold' && entry === null && status === 'active')

export function addBooking(
  model: Practice,
  json: { id: string; status: string; payment: { id: string } | null },
  of: Pick<Taker, 'service' | 'resource' | 'cell' | 'units' | 'customer'>,
  series: string | null = null,
): string[] {
  const isPaid = services[of.service]?.isPaid === true
  model.takers.push({
    ...of,
    series,
    id: json.id,
    kind: 'booking',
    status: isPaid ? 'awaiting_payment' : 'confirmed',
    payment: json.payment?.id ?? null,
    entry: null,
  })
  if (isPaid) model.jobs.push({ dueMs: model.nowMs + 30 * 60_000, kind: 'pay_by', id: json.id })
  return [`booking.created ${json.id}`, ...(isPaid ? [] : [`booking.confirmed ${json.id}`])]
}

/** One after the other for the same start: whoever ends all of somebody's bookings frees parts of one time at once. */
const times = fc.integer({ min: 1, max: 3 })

const create = command('book', fc.record({ service, resource, cell, units, who: which, times }), {
  can: (model, { service: id, cell: at }) => model.canBegin(id, at) && model.customers.size > 0,
  run: async (
    model,
    real,
    { service: service_id, resource: resource_id, cell: at, units: party, who, times },
  ) => {
    const customer = customerOf(model, who)
    const start = { resource: resource_id, cell: at }
    const body = {
      service_id,
      resource_id,
      start_at: instantOf(at),
      customer_id: customer,
      party_size: party,
    }
    const told: string[] = []
    for (let time = 0; time < times; time++) {
      const answer = await real.ask('POST', 'bookings', body)
      const fits = model.seatsAt(service_id, start) >= party
      expectStatus(answer, fits ? 201 : 422)
      if (fits)
        append(
          told,
          addBooking(model, answer.json, { ...start, service: service_id, units: party, customer }),
        )
    }
    const news = await real.news()
    expectTold(news, told)
    return news
  },
})

const cancel = command('cancel', which, {
  can: model => bookings(model).length > 0,
  run: async (model, real, at) => {
    const booking = anyBooking(model, at)
    const was = booking.status
    const answer = await real.ask('POST', `bookings/${booking.id}/cancel`, {})
    expectStatus(answer, model.blocks(booking) ? 200 : 409)
    const news = await real.news()
    if (!model.blocks(booking)) return news
    booking.status = 'cancelled'
    const refund =
      booking.payment !== null && was === 'confirmed' ? [`payment.refunded ${booking.payment}`] : []
    expectTold(news, [...refund, `booking.cancelled ${booking.id}`])
    followOffers(model, news, { freed: model.freedBy(booking), began: { ...booking } })
    return news
  },
})

const reschedule = command('reschedule', fc.record({ at: which, resource, cell }), {
  can: (model, { at, resource: to, cell: toCell }) => {
    if (bookings(model).length === 0) return false
    const booking = anyBooking(model, at)
    const stays = booking.resource === to && booking.cell === toCell
    return !stays && model.canBegin(booking.service, toCell)
  },
  run: async (model, real, { at, resource: resource_id, cell: toCell }) => {
    const booking = anyBooking(model, at)
    const body = { start_at: instantOf(toCell), resource_id }
    const answer = await real.ask('POST', `bookings/${booking.id}/reschedule`, body)
    const to = { resource: resource_id, cell: toCell }
    const fits = model.seatsAt(booking.service, to, [booking.id]) >= booking.units
    const moves = model.blocks(booking) && fits
    expectStatus(answer, model.blocks(booking) ? (fits ? 200 : 422) : 409)
    const news = await real.news()
    if (!moves) return news
    const freed = model.freedBy(booking)
    const began = { resource: booking.resource, cell: booking.cell }
    Object.assign(booking, to)
    // What it still takes was not freed.
    for (const key of model.freedBy(booking).keys()) freed.delete(key)
    expectTold(news, [`booking.rescheduled ${booking.id}`])
    followOffers(model, news, { freed, began })
    return news
  },
})

const party = command('party', fc.record({ at: which, units: fc.integer({ min: 1, max: 3 }) }), {
  can: (model, { at, units: size }) => {
    if (bookings(model).length === 0) return false
    const booking = anyBooking(model, at)
    return booking.payment === null && booking.units !== size
  },
  run: async (model, real, { at, units: party_size }) => {
    const booking = anyBooking(model, at)
    const answer = await real.ask('PATCH', `bookings/${booking.id}`, { party_size })
    const fits =
      model.seatsAt(booking.service, booking, [booking.id]) >= party_size || party_size < booking.units
    expectStatus(answer, model.blocks(booking) ? (fits ? 200 : 422) : 409)
    const news = await real.news()
    if (!model.blocks(booking) || !fits) return news
    const fewer = booking.units - party_size
    booking.units = party_size
    expectTold(news, [`booking.updated ${booking.id}`])
    if (fewer > 0) {
      followOffers(model, news, { freed: model.freedBy({ ...booking, units: fewer }), began: { ...booking } })
    }
    return news
  },
})

const pay = command(
  'pay',
  fc.record({ at: which, method: fc.constantFrom('pm_test_ok', 'pm_test_expired_card') }),
  {
    can: model => bookings(model).some(({ payment }) => payment !== null),
    run: async (model, real, { at, method }) => {
      const booking = pick(
        bookings(model).filter(({ payment }) => payment !== null),
        at,
      )
      const answer = await real.ask('POST', `payments/${booking.payment}/confirm`, { payment_method: method })
      const isOpen = booking.status === 'awaiting_payment'
      const isGood = method === 'pm_test_ok'
      expectStatus(answer, isOpen ? (isGood ? 200 : 402) : 409)
      const news = await real.news()
      if (!isOpen) return news
      if (!isGood) {
        expectTold(news, [`payment.failed ${booking.payment}`])
        return news
      }
      booking.status = 'confirmed'
      const told = [`payment.succeeded ${booking.payment}`, `booking.payment_received ${booking.id}`]
      expectTold(news, [...told, `booking.confirmed ${booking.id}`])
      return news
    },
  },
)

const keep = command('hold', fc.record({ service: freeService, resource, cell, units }), {
  can: (model, { service: id, cell: at }) => model.canBegin(id, at),
  run: async (model, real, { service: service_id, resource: resource_id, cell: at, units: party_size }) => {
    const start = { resource: resource_id, cell: at }
    const body = { service_id, resource_id, start_at: instantOf(at), party_size, ttl_seconds: 300 }
    const answer = await real.ask('POST', 'holds', body)
    const fits = model.seatsAt(service_id, start) >= party_size
    expectStatus(answer, fits ? 201 : 422)
    if (!fits) return await real.news()
    const { id } = answer.json
    model.takers.push({
      ...start,
      id,
      kind: 'hold',
      service: service_id,
      units: party_size,
      status: 'active',
      customer: null,
      payment: null,
      series: null,
      entry: null,
      expiresMs: model.nowMs + 300_000,
    })
    model.jobs.push({ dueMs: model.nowMs + 300_000, kind: 'hold', id })
    return await real.news()
  },
})

const release = command('release', which, {
  can: model => holds(model).length > 0,
  run: async (model, real, at) => {
    const hold = pick(holds(model), at)
    expectStatus(await real.ask('DELETE', `holds/${hold.id}`), 200)
    hold.status = 'released'
    const news = await real.news()
    followOffers(model, news, { freed: model.freedBy(hold), began: { ...hold } })
    return news
  },
})

const consume = command('book what is held', fc.record({ at: which, who: which }), {
  can: model => holds(model).length > 0 && model.customers.size > 0,
  run: async (model, real, { at, who }) => {
    const hold = pick(holds(model), at)
    const customer = customerOf(model, who)
    const answer = await real.ask('POST', 'bookings', {
      hold_id: hold.id,
      service_id: hold.service,
      start_at: instantOf(hold.cell),
      customer_id: customer,
    })
    expectStatus(answer, 201)
    hold.status = 'consumed'
    const news = await real.news()
    expectTold(news, addBooking(model, answer.json, { ...hold, customer }))
    return news
  },
})

const series = command(
  'series',
  fc.record({ resource, cell: fc.nat({ max: cellsPerWeek - 1 }), units, who: which, skips: fc.boolean() }),
  {
    can: model => model.customers.size > 0,
    run: async (model, real, { resource: resource_id, cell: at, units: party_size, who, skips }) => {
      const customer = customerOf(model, who)
      const answer = await real.ask('POST', 'booking_series', {
        service_id: 'svc_talk',
        resource_id,
        customer_id: customer,
        rrule: 'FREQ=WEEKLY;COUNT=2',
        start_local: `2026-04-20T${['10:30', '11:00', '11:30', '12:00'][at]}`,
        party_size,
        on_conflict: skips ? 'skip' : 'fail',
      })
      const dates = [at, at + cellsPerWeek]
      const free = dates.filter(
        one => model.seatsAt('svc_talk', { resource: resource_id, cell: one }) >= party_size,
      )
      const isMade = free.length === dates.length || (skips && free.length > 0)
      expectStatus(answer, isMade ? 201 : 422)
      const news = await real.news()
      if (!isMade) return news
      for (const [i, one] of free.entries()) {
        const made = { id: answer.json.occurrences[i].booking_id, status: 'confirmed', payment: null }
        const of = { service: 'svc_talk', resource: resource_id, cell: one, units: party_size, customer }
        expectTold(news, addBooking(model, made, of, answer.json.id))
      }
      return news
    },
  },
)

const cancelSeries = command('cancel the series', which, {
  can: model => model.takers.some(taker => taker.series !== null),
  run: async (model, real, at) => {
    const id = pick([...new Set(model.takers.flatMap(taker => taker.series ?? []))], at)
    const ahead = model.takers.filter(taker => taker.series === id && model.blocks(taker))
    const answer = await real.ask('POST', `booking_series/${id}/cancel`, {})
    expectStatus(answer, ahead.length > 0 ? 200 : 409)
    const news = await real.news()
    if (ahead.length === 0) return news
    const freed = new Map<string, number>()
    for (const booking of ahead) {
      booking.status = 'cancelled'
      model.freedBy(booking, freed)
    }
    expectTold(
      news,
      ahead.map(one => `booking.cancelled ${one.id}`),
    )
    followOffers(model, news, { freed })
    return news
  },
})

/** Bookings, their series, holds and payments; what is most often done stands several times. */
export const bookingCommands: fc.Arbitrary<PracticeCommand>[] = [
  ...Array.from({ length: 7 }, () => create),
  cancel,
  cancel,
  reschedule,
  party,
  party,
  pay,
  pay,
  keep,
  keep,
  release,
  release,
  consume,
  consume,
  series,
  series,
  cancelSeries,
]
