import { ApiError } from '../../../src/contract/errors/errors.ts'
import type { CustomerRow } from '../../store/schema.ts'

/**
 * Refuses what is done with a customer whose data may be stored, and nothing else without that person's wish (GDPR,
 * article 18): edits, a merge with another one, and the deletion. What the person asks for, a data request does.
 */
export function requireUnrestricted(row: CustomerRow): void {
  if (row.processing_restricted === 0) return
  throw new ApiError('processing_restricted', {
    message: `The processing of ${row.id} is restricted, so nothing of it may be edited, merged or deleted; a data request for rectification corrects what is wrong, and lifts the restriction with processing_restricted: false`,
  })
}
