import { Failure } from '../failure/failure.ts'

/**
 * The headers that have a value. Node refuses to send control characters and what is not Latin-1; said here, it is
 * a fault of the input.
 */
export function wireHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const present = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const broken = present.find(([, value]) => !/^[\x20-\x7e]+$/.test(value))
  if (broken === undefined) return Object.fromEntries(present)
  throw new Failure(
    'usage',
    'invalid_header',
    `The value for ${broken[0]} must be printable ASCII, and not empty`,
    { field: broken[0] },
  )
}
