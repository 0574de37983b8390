import fc from 'fast-check'
import { wait } from '../waitlist/waitlist-world.ts'
import { addBooking } from './booking-commands.ts'
import {
  cell,
  command,
  customerOf,
  expectStatus,
  freeService,
  note,
  type PracticeCommand,
  pick,
  resource,
  units,
  which,
} from './practice-command.ts'
import { cellsPerWeek, type Entry, type Freed, keyOf, type Practice, type Start } from './practice-model.ts'
import { expectTold, followOffers, instantOf, type World } from './practice-world.ts'

const join = command(
  'join',
  fc.record({
    service: freeService,
    resource: fc.option(resource, { nil: null }),
    cell,
    more: fc.nat({ max: 3 }),
    units,
    priority: fc.nat({ max: 2 }),
    who: which,
    times: fc.integer({ min: 1, max: 3 }),
  }),
  {
    can: model => model.customers.size > 0,
    run: async (
      model,
      real,
      { service, resource: wanted, cell: from, more, units: party_size, priority, who, times },
    ) => {
      const to = Math.min(from + 1 + more, (Math.floor(from / cellsPerWeek) + 1) * cellsPerWeek)
      // The end of the last half hour.
      const end = new Date(Date.parse(instantOf(to - 1)) + 1_800_000).toISOString().replace('.000', '')
      const created: string[] = []
      for (let time = 0; time < times; time++) {
        const customer = customerOf(model, who + time)
        const answer = await real.ask('POST', 'waitlist_entries', {
          customer_id: customer,
          service_id: service,
          windows: [{ from: instantOf(from), to: end }],
          party_size,
          priority,
          ...(wanted !== null && { resource_id: wanted }),
        })
        expectStatus(answer, 201)
        const { id } = answer.json
        model.entries.push({
          id,
          customer,
          service,
          resource: wanted,
          from,
          to,
          units: party_size,
          priority,
          status: 'waiting',
          hold: null,
          lapses: 0,
          passed: new Set(),
        })
        created.push(`waitlist.entry_created ${id}`)
      }
      const news = await real.news()
      expectTold(news, created)
      return news
    },
  },
)

const leave = command('leave', which, {
  can: model => model.entries.length > 0,
  run: async (model, real, at) => {
    const entry = pick(model.entries, at)
    const answer = await real.ask('DELETE', `waitlist_entries/${entry.id}`)
    expectStatus(answer, entry.status === 'accepted' ? 409 : 200)
    const news = await real.news()
    if (entry.status === 'accepted') return news
    const freed = freedByLeaving(model, entry)
    if (freed.size > 0) followOffers(model, news, { freed })
    return news
  },
})

/** Ends an entry, and the hold of its offer. */
function freedByLeaving(model: Practice, entry: Entry, into: Freed = new Map()): Freed {
  const hold = entry.hold === null ? undefined : model.taker(entry.hold)
  entry.status = 'removed'
  entry.hold = null
  if (hold === undefined) return into
  hold.status = 'released'
  return model.freedBy(hold, into)
}

const accept = command('accept', which, {
  can: model => model.entries.length > 0,
  run: async (model, real, at) => {
    const offered = model.entries.filter(({ status }) => status === 'offered')
    const entry = pick(offered.length > 0 && at % 3 > 0 ? offered : model.entries, at)
    const answer = await real.ask('POST', `waitlist_entries/${entry.id}/accept`, {})
    const news = await real.news()
    if (entry.status !== 'offered') {
      const isLate = entry.status === 'expired' || (entry.status === 'waiting' && entry.lapses > 0)
      expectStatus(answer, isLate ? 410 : 409)
      return news
    }
    expectStatus(answer, 201)
    const hold = model.taker(entry.hold)
    hold.status = 'consumed'
    entry.status = 'accepted'
    entry.hold = null
    expectTold(news, addBooking(model, answer.json, { ...hold, customer: entry.customer }))
    return news
  },
})

const cells = Array.from({ length: 2 * cellsPerWeek }, (_, at) => at)

const capacity = command('capacity', fc.record({ resource, units: fc.integer({ min: 1, max: 4 }) }), {
  // Bookings that have no room any more are another story.
  can: (model, { resource: id, units: size }) =>
    model.capacities[id] !== size && cells.every(at => model.unitsAt(id, at) <= size),
  run: async (model, real, { resource: id, units: size }) => {
    expectStatus(await real.ask('PATCH', `resources/${id}`, { capacity: size }), 200)
    const before = model.capacities[id] ?? 0
    const had = new Map(cells.map(at => [at, before - model.unitsAt(id, at)]))
    model.capacities[id] = size
    const news = await real.news()
    expectTold(news, [`resource.updated ${id}`, `resource.availability_changed ${id}`])
    if (size < before) return news
    const freed = new Map(cells.map(at => [keyOf(id, at), size - before]))
    const wasFree = (entry: Entry, start: Start) =>
      model.cellsOf(entry.service, start.cell).every(at => (had.get(at) ?? 0) >= entry.units)
    followOffers(model, news, { freed, wasFree })
    return news
  },
})

const close = command('close', fc.record({ resource, cell, more: fc.nat({ max: 1 }) }), {
  can: (model, { resource: id, cell: from, more }) =>
    Math.floor(from / cellsPerWeek) === Math.floor((from + more) / cellsPerWeek) &&
    [from, from + more].every(at => model.unitsAt(id, at) === 0 && !model.isClosed(id, at)),
  run: async (model, real, { resource: id, cell: from, more }) => {
    const to = from + more + 1
    const end = new Date(Date.parse(instantOf(to - 1)) + 1_800_000).toISOString()
    const body = { kind: 'closed', from: instantOf(from), to: end.replace('.000', '') }
    const answer = await real.ask('POST', `resources/${id}/exceptions`, body)
    expectStatus(answer, 201)
    model.closed.push({ id: answer.json.id, resource: id, from, to })
    const news = await real.news()
    expectTold(news, [`resource.availability_changed ${id}`])
    return news
  },
})

const open = command('open', which, {
  can: model => model.closed.length > 0,
  run: async (model, real, at) => {
    const { id, resource: owner, from, to } = pick(model.closed, at)
    expectStatus(await real.ask('DELETE', `resources/${owner}/exceptions/${id}`), 200)
    model.closed.splice(at % model.closed.length, 1)
    const opened = cells.filter(one => from <= one && one < to)
    const freed = new Map(opened.map(one => [keyOf(owner, one), model.capacities[owner] ?? 0]))
    const news = await real.news()
    expectTold(news, [`resource.availability_changed ${owner}`])
    followOffers(model, news, { freed, wasFree: () => false })
    return news
  },
})

const merge = command('merge', fc.record({ from: which, to: which }), {
  can: (model, { from, to }) => model.customers.size > 1 && customerOf(model, from) !== customerOf(model, to),
  run: async (model, real, { from, to }) => {
    const [source, target] = [customerOf(model, from), customerOf(model, to)]
    const answer = await real.ask('POST', `customers/${target}/merge`, { source_customer_id: source })
    expectStatus(answer, 200)
    for (const one of [...model.takers, ...model.entries]) if (one.customer === source) one.customer = target
    model.customers.delete(source)
    const news = await real.news()
    expectTold(news, [`customer.merged ${target}`])
    return news
  },
})

const arrive = command('a customer comes', fc.constant(null), {
  can: model => model.customers.size < 4,
  run: async (model, real) => {
    const answer = await real.ask('POST', 'customers', { name: 'Zoya' })
    expectStatus(answer, 201)
    model.customers.set(answer.json.id, answer.json.id)
    const news = await real.news()
    expectTold(news, [`customer.created ${answer.json.id}`])
    return news
  },
})

const remove = command('delete a customer', which, {
  can: model => model.customers.size > 1,
  run: async (model, real, at) => await removeCustomer(model, real, customerOf(model, at)),
})

/** Done as soon as it can be, because it seldom can. */
const removeWanted = command('delete who has seats that several want', which, {
  can: model => model.customers.size > 1 && model.withSeatsOthersWant().length > 0,
  run: async (model, real, at) => await removeCustomer(model, real, pick(model.withSeatsOthersWant(), at)),
})

async function removeCustomer(model: Practice, real: World, customer: string) {
  expectStatus(await real.ask('DELETE', `customers/${customer}?force=true`), 200)
  model.customers.delete(customer)
  const ahead = model.takers
    .filter(taker => taker.kind === 'booking' && taker.customer === customer && model.blocks(taker))
    .toSorted((a, b) => a.cell - b.cell || (a.id < b.id ? -1 : 1))
  const paid = ahead.filter(({ payment, status }) => payment !== null && status === 'confirmed')
  const freed: Freed = new Map()
  for (const booking of ahead) {
    booking.status = 'cancelled'
    model.freedBy(booking, freed)
  }
  for (const entry of model.entries)
    if (entry.customer === customer && ['waiting', 'offered'].includes(entry.status))
      freedByLeaving(model, entry, freed)
  const news = await real.news()
  expectTold(news, [
    ...paid.map(({ payment }) => `payment.refunded ${payment}`),
    ...ahead.map(({ id }) => `booking.cancelled ${id}`),
    `customer.deleted ${customer}`,
  ])
  const offered = followOffers(model, news, { freed })
  const parts = ahead.flatMap(one => [...model.freedBy(one).keys()])
  const given = offered.flatMap(one => [...model.freedBy(model.taker(one)).keys()])
  if (repeated(parts).some(key => repeated(given).includes(key))) note('seats freed together go to several')
  return news
}

const repeated = (list: readonly string[]) => list.filter((one, at) => list.indexOf(one) < at)

const later = command('wait', fc.constantFrom(3, 6, 15, 16, 31), {
  run: async (model, real, minutes) => {
    const toMs = model.nowMs + minutes * 60_000
    await wait(real.sandbox, minutes)
    const news = await real.news()
    for (;;) {
      const due = model.jobs
        .filter(({ dueMs }) => dueMs <= toMs)
        .toSorted((a, b) => a.dueMs - b.dueMs)
        .at(0)
      if (due === undefined) break
      model.jobs.splice(model.jobs.indexOf(due), 1)
      model.nowMs = due.dueMs
      const taker = model.taker(due.id)
      if (due.kind === 'pay_by') {
        if (taker.status !== 'awaiting_payment') continue
        taker.status = 'cancelled'
        expectTold(news, [`booking.cancelled ${taker.id}`])
        followOffers(model, news, { freed: model.freedBy(taker), began: { ...taker } })
        continue
      }
      if (taker.status !== 'active') continue
      const entry = model.entries.find(({ hold }) => hold === taker.id)
      if (entry === undefined) taker.status = 'expired'
      const freed = entry === undefined ? model.freedBy(taker) : model.takeBack(entry, 'expired')
      const told = entry === undefined ? [] : [`waitlist.offer_expired ${entry.id}`]
      expectTold(news, [`hold.expired ${taker.id}`, ...told])
      followOffers(model, news, {
        freed,
        began: { ...taker },
        leftOut: entry === undefined ? [] : [entry.id],
      })
    }
    model.nowMs = toMs
    return news
  },
})

/** Those who wait, the hours and units that there are, customers, and the clock. */
export const lineCommands: fc.Arbitrary<PracticeCommand>[] = [
  ...Array.from({ length: 9 }, () => join),
  leave,
  accept,
  accept,
  capacity,
  close,
  open,
  merge,
  arrive,
  arrive,
  remove,
  ...Array.from({ length: 8 }, () => removeWanted),
  later,
  later,
  later,
]
