import { validationFailed } from '../../src/contract/errors/errors.ts'
import type { Call } from './call.ts'

/** Throws `validation_failed` that lists every fault of a call's shape, if there are some. */
export function refuseFaults({ faults }: Pick<Call, 'faults'>): void {
  if (faults.length > 0) throw validationFailed(faults)
}
