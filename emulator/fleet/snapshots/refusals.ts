import { ApiError, validationFailed } from '../../../src/contract/errors/errors.ts'
import { Failure } from '../../../src/failure/failure.ts'
import { UnusableSnapshot } from '../../store/snapshot-facts.ts'
import { asStorageFault } from '../../store/sqlite/sqlite-fault.ts'
import { asFileFault, StorageFault } from '../../store/storage-fault.ts'

/** The 404 for a snapshot that is not there. */
export function notFound(name: string): ApiError {
  return new ApiError('not_found', {
    message: `There is no snapshot ${name} here`,
  })
}

/** Does something with a snapshot; what makes it unusable is the fault of the request that named it. */
export function orRefused<T>(path: '/name' | '/file', work: () => T): T {
  const refused = (error: unknown): never => {
    if (!(error instanceof UnusableSnapshot)) throw error
    throw validationFailed([{ path, code: error.code, message: error.message }])
  }
  try {
    const result = work()
    return result instanceof Promise ? (result.catch(refused) as T) : result
  } catch (error) {
    return refused(error)
  }
}

/** The 422 for a name that another snapshot has. */
export function nameTaken(name: string): ApiError {
  const message = `is taken: there is a snapshot ${name} already; force (--force) replaces it`
  return validationFailed([{ path: '/name', code: 'taken', message }])
}

/** Reads all of a snapshot: a damaged page that shows only now is the fault of the request that named it. */
export async function orDamaged<T>(path: '/name' | '/from_snapshot', work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const fault = asStorageFault(error)
    const isDamage = fault instanceof StorageFault && fault.reason === 'damaged'
    if (!isDamage && !(error instanceof Failure && error.code === 'database_damaged')) throw error
    const message = 'is damaged: not all of its pages can be read; delete the snapshot, or import it again'
    throw validationFailed([{ path, code: 'damaged', message }])
  }
}

/** Writes a snapshot: what is wrong with the disk is no bug. */
export async function orStorageFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asStorageFault(asFileFault(error))
  }
}
