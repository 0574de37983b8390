import { ApiError } from '../../../src/contract/errors/errors.ts'
import type { CustomerRow } from '../../store/schema.ts'

/** Refuses edits of a customer whose data may be kept, and not used. */
export function requireUnrestricted(row: CustomerRow): void {
  if (row.processing_restricted === 0) return
  throw new ApiError('processing_restricted', {
    message: `The processing of ${row.id} is restricted; a data request for rectification corrects what is wrong, and lifts the restriction with processing_restricted: false`,
  })
}
