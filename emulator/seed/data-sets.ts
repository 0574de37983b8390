import { refuseFaults, validationFailed } from '../../src/contract/errors/errors.ts'
import { type DataSetName, dataSets } from '../../src/control/data-sets.ts'
import type { Trx } from '../store/schema.ts'
import type { Making } from '../store/store.ts'
import { isUniqueViolation } from '../store/unique-violation.ts'
import type { BusinessKind } from './business/business.ts'
import { seedDefaultDataSet } from './default-data-set.ts'
import { defaultTenantId } from './default-members.ts'
import { seedReferenceDataSet } from './reference-data-set.ts'
import { insertTenants } from './tenants.ts'

/** Which data, and how much of it. */
export interface DataSetWish {
  readonly dataSet: DataSetName
  /** About how many bookings; as many as the data set usually has by default. */
  readonly size?: number | undefined
  /** Any word: another one gives other data of the same kind. */
  readonly seed?: string | undefined
}

/** A data set that is ready to be written. What it needs is loaded: in a transaction nothing else is awaited. */
export interface DataSet {
  readonly name: DataSetName
  /** Bookings that were asked for; null where that is not for anybody to say. */
  readonly size: number | null
  readonly seed: string | null
  /** Writes it with its tenants into an empty database, as it is on the day of `nowMs` (sandbox time). */
  write(trx: Trx, nowMs: number, making?: Making): Promise<void>
  /** Adds its rows to what is there, in the default tenant, which keeps its name and time zone. */
  add(trx: Trx, nowMs: number, making?: Making): Promise<void>
}

type Write = (trx: Trx, nowMs: number) => Promise<void>

/** Data sets that always have the same rows; only the offer of the waitlist is as of the day. */
const fixed: Readonly<Partial<Record<DataSetName, Write>>> = {
  default: seedDefaultDataSet,
  reference: seedReferenceDataSet,
  empty: trx => insertTenants(trx),
}

/** Data sets that are drawn. They load when they are asked for: most starts never need them, nor their library. */
const drawn: Readonly<Partial<Record<DataSetName, () => Promise<BusinessKind>>>> = {
  clinic: async () => (await import('./business/clinic.ts')).clinic,
  salon: async () => (await import('./business/salon.ts')).salon,
  coworking: async () => (await import('./business/coworking.ts')).coworking,
}

const usualSeed = 'ideadunes'

/** Makes a data set ready. Throws `validation_failed` for what it does not take. */
export async function loadDataSet(wish: DataSetWish): Promise<DataSet> {
  const name = wish.dataSet
  const write = fixed[name]
  if (write !== undefined) return fixedDataSet(wish, write)
  const kind = await drawn[name]?.()
  if (kind === undefined) throw new Error(`There is no data set ${name}.`)
  const { seedBusiness } = await import('./business/seed-business.ts')
  const { size = kind.usualSize, seed = usualSeed } = wish
  return {
    name,
    size,
    seed,
    async write(trx, nowMs, making) {
      const business = await seedBusiness(trx, kind, { size, seed, nowMs, making })
      const { name, timezone, currency } = business
      await insertTenants(trx, { [defaultTenantId]: { name, timezone, currency } })
    },
    async add(trx, nowMs, making) {
      try {
        await seedBusiness(trx, kind, { size, seed, nowMs, making })
      } catch (error) {
        if (!isUniqueViolation(error)) throw error
        const message = `is there already: ${name} can be added once`
        throw validationFailed([{ path: '/data_set', code: 'taken', message }])
      }
    },
  }
}

function fixedDataSet(wish: DataSetWish, write: Write): DataSet {
  const { dataSet: name } = wish
  const message = `is not for ${name}, which holds ${dataSets[name]}`
  const faults = (['size', 'seed'] as const)
    .filter(member => wish[member] !== undefined)
    .map(member => ({ path: `/${member}`, code: 'not_possible', message }))
  refuseFaults(faults)
  return {
    name,
    size: null,
    seed: null,
    write: (trx, nowMs) => write(trx, nowMs),
    async add() {
      const message = `is for ${Object.keys(drawn).join(', ')}; ${name} is there from the beginning, or not at all`
      throw validationFailed([{ path: '/add', code: 'not_possible', message }])
    },
  }
}
