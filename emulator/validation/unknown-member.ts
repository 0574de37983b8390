import type { FieldFault } from '../../src/contract/errors/errors.ts'
import { nameMessages } from '../../src/contract/texts.ts'
import { nearestOf } from '../../src/text/nearest.ts'

/** A schema of an object, as far as it says which names its members have. */
interface Names {
  readonly properties?: object
  readonly patternProperties?: object
}

/**
 * What is wrong with a member that its object may not have. Where the client chooses the names, what a name has to
 * look like; elsewhere the name that was probably meant, also for `customerId`.
 */
export function unknownMember(
  name: string,
  { properties, patternProperties }: Names,
): Omit<FieldFault, 'path'> {
  const [pattern] = Object.keys(patternProperties ?? {})
  const wanted = pattern === undefined ? undefined : nameMessages[pattern]
  if (wanted !== undefined) return { code: 'invalid_format', message: wanted }
  const near = meant(name, Object.keys(properties ?? {}))
  const question = near === undefined ? '' : `; did you mean ${near}?`
  return { code: 'unknown_field', message: `is not a field of this request${question}` }
}

/** Shorter names are near to everything that is short. */
const shortest = 3

/** Longer than every name of the contract: comparing takes the product of the lengths. */
const longest = 80

function meant(name: string, known: readonly string[]): string | undefined {
  if (name.length < shortest || name.length > longest) return undefined
  const written = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
  return nearestOf(written, known)
}
