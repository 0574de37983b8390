import { expect } from 'vitest'
import { forkSandbox, type TestAnswer, type TestSandbox } from '../../world/sandbox.ts'
import { addService, addStaff } from '../bookings/booking-world.ts'
import {
  cellsPerWeek,
  type Entry,
  type Freed,
  keyOf,
  Practice,
  type Start,
  services,
} from './practice-model.ts'

const firstMs = Date.parse('2026-04-20T05:00:00Z')
const halfHour = 1_800_000
const week = 7 * 86_400_000

export const instantOf = (cell: number) =>
  new Date(firstMs + Math.floor(cell / cellsPerWeek) * week + (cell % cellsPerWeek) * halfHour)
    .toISOString()
    .replace('.000', '')

const cellAt = (instant: string) => {
  const ms = Date.parse(instant) - firstMs
  return Math.floor(ms / week) * cellsPerWeek + Math.round((ms % week) / halfHour)
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads any member and compares it.
type Told = any

/** The sandbox beside its model: what is asked of the one is compared with what the other expects. */
export class World {
  /** Comparisons so far. */
  steps = 0
  #seen = 0
  readonly #sandbox: TestSandbox

  constructor(sandbox: TestSandbox) {
    this.#sandbox = sandbox
  }

  get sandbox(): TestSandbox {
    return this.#sandbox
  }

  async ask(method: string, path: string, body?: object): Promise<TestAnswer> {
    return await this.#sandbox.send(method, `/v2/${path}`, body === undefined ? {} : { body })
  }

  /** What was told since it was asked last. */
  async news(): Promise<Told[]> {
    const all = await this.#sandbox.events()
    const fresh = all.slice(this.#seen)
    this.#seen = all.length
    return fresh
  }
}

/** A practice with two who serve, on Mondays from 10:30 to 12:30, and three customers; as it is, and as its model. */
export async function openPractice(): Promise<{ model: Practice; real: World }> {
  const sandbox = await forkSandbox()
  const weekly = JSON.stringify({ mon: [{ start: '10:30', end: '12:30' }] })
  const real = new World(sandbox)
  const customers: string[] = []
  for (const name of ['Anna', 'Meera', 'Rohan'])
    customers.push((await real.ask('POST', 'customers', { name })).json.id)
  const model = new Practice(sandbox.clock.now(), customers)
  const requirements = await addStaff(sandbox, model.capacities, { weekly })
  for (const [id, { length, isPaid }] of Object.entries(services)) {
    await addService(sandbox, { id, capacity: 9, duration_min: 30 * length, step_min: 30, requirements })
    const policy = { reminders_min: [] }
    const deposit = isPaid
      ? { price: { amount: 500, currency: 'INR' }, deposit: { amount: 200, currency: 'INR' } }
      : {}
    const set = await real.ask('PATCH', `services/${id}`, { policy, ...deposit })
    expect(set.status, set.text).toBe(200)
  }
  await real.news()
  return { model, real }
}

/** An event in a few words: its type, and the id of what it is about. */
function inWords({ type, data }: Told): string {
  return `${type} ${type === 'payment.refunded' ? data.object.payment_id : data.object.id}`
}

/** Takes what had to be told off the news, in its order. */
export function expectTold(news: Told[], told: readonly string[]): void {
  expect(news.splice(0, told.length).map(inWords)).toEqual(told)
}

/** What was freed, and how. */
export interface Freeing {
  readonly freed: Freed
  /** Where something began that is gone, where it was one thing. */
  readonly began?: Start
  /** For opened hours: what an entry could have had before. */
  readonly wasFree?: (entry: Entry, start: Start) => boolean
  readonly leftOut?: readonly string[]
}

/**
 * Follows the offers that come next in the news: whoever is next in line and could have something has to be offered
 * it, nobody else is, and what is offered is not there for the next. Gives the holds.
 */
export function followOffers(
  model: Practice,
  news: Told[],
  { freed, began, wasFree, leftOut = [] }: Freeing,
): string[] {
  const offered: string[] = []
  for (const entry of model.line()) {
    if (leftOut.includes(entry.id)) continue
    const starts = model.startsFor(entry, freed, { wasFree: start => wasFree?.(entry, start) === true })
    if (starts.length === 0) continue
    const next = news.shift()
    expect(next && inWords(next), `next in line, for ${JSON.stringify(starts)}`).toBe(
      `waitlist.offer_made ${entry.id}`,
    )
    const { offer } = next.data
    const start = { resource: offer.resource_id, cell: cellAt(offer.start_at) }
    expect(starts).toContainEqual(start)
    if (
      offered.length === 0 &&
      began &&
      starts.some(one => keyOf(one.resource, one.cell) === keyOf(began.resource, began.cell))
    )
      expect(start).toEqual({ resource: began.resource, cell: began.cell })
    if (offered.length === 0 && wasFree) expect(start.cell).toBe(Math.min(...starts.map(({ cell }) => cell)))
    offered.push(offer.hold_id)
    const dueMs = model.nowMs + 15 * 60_000
    expect(Date.parse(offer.expires_at)).toBe(dueMs)
    model.takers.push({
      ...start,
      id: offer.hold_id,
      kind: 'hold',
      service: entry.service,
      units: entry.units,
      status: 'active',
      customer: null,
      payment: null,
      series: null,
      entry: entry.id,
      expiresMs: dueMs,
    })
    entry.status = 'offered'
    entry.hold = offer.hold_id
    model.jobs.push({ dueMs, kind: 'hold', id: offer.hold_id })
    for (const cell of model.cellsOf(entry.service, start.cell)) {
      const key = keyOf(start.resource, cell)
      freed.set(key, (freed.get(key) ?? 0) - entry.units)
    }
  }
  return offered
}

/**
 * Compares what can be had, and who is offered what, with the model; nothing may be left in the news. What can be had
 * is read of one service after the other, a step each: it is most of the work, and what is wrong with it stays.
 */
export async function expectSame(model: Practice, real: World, news: readonly Told[]): Promise<void> {
  expect(news.map(inWords), 'told besides').toEqual([])
  for (const service of [real.steps++ % 3 === 2 ? 'svc_long' : 'svc_talk']) {
    const listed: string[] = []
    for (const resource of Object.keys(model.capacities)) {
      const query = `service_id=${service}&resource_id=${resource}&from=2026-04-20&to=2026-04-28`
      const { json, text } = await real.ask('GET', `availability/slots?${query}`)
      expect(json.slots, text).toBeDefined()
      for (const { start_at, seats_left } of json.slots)
        listed.push(`${resource} ${cellAt(start_at)} ${seats_left}`)
    }
    expect(listed, `free for ${service}`).toEqual(model.freeStarts(service))
  }
  const { json } = await real.ask('GET', 'waitlist_entries?limit=100')
  const shown = json.data.map(({ id, customer_id, status, offer }: Told) => ({
    id,
    customer_id,
    status,
    offer: offer && keyOf(offer.resource_id, cellAt(offer.start_at)),
  }))
  const known = model.entries.map(({ id, customer, status, hold }) => {
    const taker = hold === null ? null : model.taker(hold)
    return {
      id,
      customer_id: model.customers.get(customer) ?? customer,
      status,
      offer: taker && keyOf(taker.resource, taker.cell),
    }
  })
  expect(shown).toEqual(known.toReversed())
}
