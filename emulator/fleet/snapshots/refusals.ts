import { ApiError, validationFailed } from '../../../src/contract/errors/errors.ts'
import { UnusableSnapshot } from '../../store/snapshot-facts.ts'

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
