import type { Trx } from './schema.ts'
import { StorageFault } from './storage-fault.ts'
import type { Store } from './store.ts'

/**
 * Runs `work` with reads that all see one state of the data: they share one read transaction, and `work` awaits nothing
 * but them. A failing storage is told to the store, also where `work` keeps to itself that a read failed. Where no
 * transaction can begin, each read tries by itself, so that each can say why it failed.
 */
export async function readTogether<T>(
  { read }: Pick<Store, 'read'>,
  work: (read: Store['read']) => Promise<T>,
): Promise<T> {
  let hasBegun = false
  let done: { readonly value: T } | undefined
  let fault: unknown
  const within =
    (trx: Trx): Store['read'] =>
    async part => {
      try {
        return await part(trx)
      } catch (error) {
        if (error instanceof StorageFault) fault ??= error
        throw error
      }
    }
  try {
    return await read(async trx => {
      hasBegun = true
      done = { value: await work(within(trx)) }
      if (fault !== undefined) throw fault
      return done.value
    })
  } catch (error) {
    if (done !== undefined && error === fault) return done.value
    if (hasBegun) throw error
    return await work(read)
  }
}
