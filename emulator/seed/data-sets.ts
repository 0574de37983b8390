import type { Trx } from '../store/schema.ts'
import { seedDefaultDataSet } from './default-data-set.ts'
import { seedReferenceDataSet } from './reference-data-set.ts'

/** What a sandbox can begin with, by name. */
export const dataSets = {
  default: seedDefaultDataSet,
  reference: seedReferenceDataSet,
} as const satisfies Record<string, (trx: Trx) => Promise<void>>

export type DataSet = keyof typeof dataSets
