// What a small practice has to do, said once more and without the code that is tested: a grid of half hours on two
// Mondays, and who takes which of them.

export const weeks = 2
export const cellsPerWeek = 4
const cells = Array.from({ length: weeks * cellsPerWeek }, (_, cell) => cell)

/** How many half hours a service takes, and whether its deposit makes a booking wait. */
export const services: Readonly<Record<string, { readonly length: number; readonly isPaid: boolean }>> = {
  svc_talk: { length: 1, isPaid: false },
  svc_long: { length: 2, isPaid: false },
  svc_paid: { length: 1, isPaid: true },
}

/** A booking or a hold. */
export interface Taker {
  readonly id: string
  readonly kind: 'booking' | 'hold'
  readonly service: string
  resource: string
  cell: number
  units: number
  status: 'confirmed' | 'awaiting_payment' | 'cancelled' | 'active' | 'consumed' | 'released' | 'expired'
  customer: string | null
  /** Its deposit. */
  readonly payment: string | null
  readonly series: string | null
  /** The entry that it is the offer of. */
  readonly entry: string | null
  /** When a hold ends by itself; from then on it takes nothing, whether or not anything has noted it. */
  readonly expiresMs?: number
}

export interface Entry {
  readonly id: string
  customer: string
  readonly service: string
  readonly resource: string | null
  /** Half-open. */
  readonly from: number
  readonly to: number
  readonly units: number
  readonly priority: number
  status: 'waiting' | 'offered' | 'accepted' | 'expired' | 'removed'
  hold: string | null
  lapses: number
  readonly passed: Set<string>
}

export interface Start {
  readonly resource: string
  readonly cell: number
}

/** Units that are to be had again, by resource and half hour. */
export type Freed = Map<string, number>

export const keyOf = (resource: string, cell: number) => `${resource} ${cell}`

export class Practice {
  readonly capacities: Record<string, number> = { res_ann: 2, res_ben: 3 }
  readonly takers: Taker[] = []
  readonly entries: Entry[] = []
  readonly closed: { readonly id: string; readonly resource: string; from: number; to: number }[] = []
  /** Ids of customers that are there; merged ones have the id of who they are now. */
  readonly customers = new Map<string, string>()
  readonly jobs: { readonly dueMs: number; readonly kind: 'hold' | 'pay_by'; readonly id: string }[] = []

  nowMs: number

  constructor(nowMs: number, customers: readonly string[]) {
    this.nowMs = nowMs
    for (const id of customers) this.customers.set(id, id)
  }

  /** The half hours of a start. */
  cellsOf(service: string, cell: number): number[] {
    return cells.slice(cell, cell + (services[service]?.length ?? 0))
  }

  /** Whether a start lies within one morning. */
  canBegin(service: string, cell: number): boolean {
    return (cell % cellsPerWeek) + (services[service]?.length ?? 0) <= cellsPerWeek
  }

  unitsAt(resource: string, cell: number, without: readonly string[] = []): number {
    return this.takers
      .filter(taker => this.blocks(taker) && taker.resource === resource && !without.includes(taker.id))
      .filter(taker => this.cellsOf(taker.service, taker.cell).includes(cell))
      .reduce((sum, { units }) => sum + units, 0)
  }

  isClosed(resource: string, cell: number): boolean {
    return this.closed.some(one => one.resource === resource && one.from <= cell && cell < one.to)
  }

  /** Units that are left at a start; none where it cannot be had. */
  seatsAt(service: string, { resource, cell }: Start, without: readonly string[] = []): number {
    if (!this.canBegin(service, cell)) return 0
    const taken = this.cellsOf(service, cell)
    if (taken.some(one => this.isClosed(resource, one))) return 0
    const left = taken.map(one => (this.capacities[resource] ?? 0) - this.unitsAt(resource, one, without))
    return Math.max(0, Math.min(...left))
  }

  /** What slots have to list: `res_ann 3 1`, with the seats that are left. */
  freeStarts(service: string): string[] {
    return Object.keys(this.capacities).flatMap(resource =>
      cells.flatMap(cell => {
        const seats = this.seatsAt(service, { resource, cell })
        return seats > 0 ? [`${resource} ${cell} ${seats}`] : []
      }),
    )
  }

  /** Where an entry could have something of what was freed; `wasFree` leaves out what it could have had before. */
  startsFor(
    entry: Entry,
    freed: Freed,
    {
      wasFree = () => false,
      without = [],
    }: { readonly wasFree?: (start: Start) => boolean; readonly without?: readonly string[] } = {},
  ): Start[] {
    const resources = entry.resource === null ? Object.keys(this.capacities) : [entry.resource]
    const length = services[entry.service]?.length ?? 0
    return resources.flatMap(resource =>
      cells
        .filter(cell => cell >= entry.from && cell + length <= entry.to)
        .map(cell => ({ resource, cell }))
        .filter(({ cell }) =>
          this.cellsOf(entry.service, cell).some(one => (freed.get(keyOf(resource, one)) ?? 0) > 0),
        )
        .filter(start => this.seatsAt(entry.service, start, without) >= entry.units)
        .filter(start => !entry.passed.has(keyOf(start.resource, start.cell)) && !wasFree(start)),
    )
  }

  /** Who waits, in the order in which offers are made. */
  line(): Entry[] {
    return this.entries
      .filter(({ status }) => status === 'waiting')
      .map((entry, at) => ({ entry, at }))
      .toSorted((a, b) => b.entry.priority - a.entry.priority || a.at - b.at)
      .map(({ entry }) => entry)
  }

  /** Customers whose bookings, were they all gone, would leave several seats of one half hour to several others. */
  withSeatsOthersWant(): string[] {
    return [...this.customers.keys()].filter(id => {
      const own = this.takers.filter(one => one.kind === 'booking' && one.customer === id && this.blocks(one))
      const parts = own.flatMap(one => [...this.freedBy(one).keys()])
      const twice = parts.filter((key, at) => parts.indexOf(key) < at)
      const freed: Freed = new Map(twice.map(key => [key, 2]))
      const others = this.line().filter(({ customer }) => customer !== id)
      const without = own.map(one => one.id)
      return others.filter(entry => this.startsFor(entry, freed, { without }).length > 0).length > 1
    })
  }

  freedBy(taker: Pick<Taker, 'resource' | 'service' | 'cell' | 'units'>, into: Freed = new Map()): Freed {
    for (const cell of this.cellsOf(taker.service, taker.cell)) {
      const key = keyOf(taker.resource, cell)
      into.set(key, (into.get(key) ?? 0) + taker.units)
    }
    return into
  }

  taker(id: string | null): Taker {
    const found = this.takers.find(one => one.id === id)
    if (found === undefined) throw new Error(`The model knows no ${id}.`)
    return found
  }

  /** Ends the hold of an offer, and puts its entry back in line, or out of it. */
  takeBack(entry: Entry, holdEnds: 'released' | 'expired'): Freed {
    const hold = this.taker(entry.hold)
    hold.status = holdEnds
    entry.hold = null
    entry.passed.add(keyOf(hold.resource, hold.cell))
    if (holdEnds === 'expired') entry.lapses += 1
    entry.status = entry.lapses >= 3 ? 'expired' : 'waiting'
    return this.freedBy(hold)
  }

  /** Whether it takes its time. */
  blocks({ status, expiresMs = Number.POSITIVE_INFINITY }: Taker): boolean {
    if (status === 'active') return this.nowMs < expiresMs
    return status === 'confirmed' || status === 'awaiting_payment'
  }
}
