import { ApiError, type FieldFault } from '../../../src/contract/errors/errors.ts'

/** Where something stands in a text; both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A fault of a seed file. Its path is a JSON Pointer into the file; empty for what is no fault of one value. */
export interface FileFault extends FieldFault, Partial<Position> {}

/** Nobody looks for more: whoever reads a file stops once it has so many faults. */
export const mostFaults = 10_000

/** A file of a million wrong lines is not told of line by line. */
const mostTold = 1_000

/** The refusal of a seed file, with the first of its faults in the order of their lines. */
export function fileRefused(faults: readonly FileFault[]): ApiError {
  const fields = faults.toSorted(byPlace).slice(0, mostTold)
  const told = faults.length > mostTold ? `; the first ${mostTold} are told` : ''
  const found = faults.length < mostFaults ? `${faults.length} faults` : `${mostFaults} faults or more`
  return new ApiError('validation_failed', {
    message: `The file has ${faults.length === 1 ? 'a fault' : `${found}${told}`}; nothing was changed`,
    details: { fields },
  })
}

function byPlace(one: FileFault, other: FileFault): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)
}
