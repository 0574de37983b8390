import { ApiError } from '../../../src/contract/errors/errors.ts'

/** Longer than every id: whoever sends more sees the beginning of it. */
const longestShown = 100

/** The row that a path names. Throws 404 when there is none, without a hint at what other tenants have. */
export function found<Row>(row: Row | undefined, what: string, id: string): Row {
  if (row !== undefined) return row
  const shown = id.length > longestShown ? `${id.slice(0, longestShown)}…` : id
  throw new ApiError('not_found', {
    message: `There is no ${what} ${shown} here; check the id and the tenant`,
  })
}
