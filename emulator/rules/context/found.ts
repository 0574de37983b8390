import { ApiError } from '../../../src/contract/errors/errors.ts'

/** The row that a path names. Throws 404 when there is none, without a hint at what other tenants have. */
export function found<Row>(row: Row | undefined, what: string, id: string): Row {
  if (row !== undefined) return row
  throw new ApiError('not_found', { message: `There is no ${what} ${id} here; check the id and the tenant` })
}
