import type { DataSetName } from '../../src/control/data-sets.ts'
import type { RealTime } from '../clock/time/clock.ts'
import type { Beginning } from '../seed/beginning.ts'
import { openSandbox } from '../seed/open-sandbox.ts'
import { openMemoryStore } from '../store/sqlite/open.ts'
import { setPlan } from '../store/tenants.ts'
import type { askedPlan } from './asked-plan.ts'

/** What a sandbox begins with. */
export interface FreshWish {
  readonly dataSet: DataSetName
  /** Of all tenants. */
  readonly plan: ReturnType<typeof askedPlan>
  readonly beginning: Beginning
}

/** The database of a sandbox that nobody has used yet, as bytes. */
export async function freshDatabase(wish: FreshWish, real: RealTime): Promise<Buffer> {
  const store = await openMemoryStore()
  try {
    await openSandbox(store, real, wish.dataSet, wish.beginning)
    await store.write(trx => setPlan(trx, wish.plan))
    return await store.serialize()
  } finally {
    await store.close()
  }
}
