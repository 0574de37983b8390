import { distance } from 'fastest-levenshtein'
import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import { events } from '../../../src/contract/event-types.ts'
import { matchesGlob } from '../../../src/text/glob.ts'

const known: readonly string[] = Object.keys(events)

/**
 * The event types that a comma-separated list of names and globs (`booking.*`) means. Throws `validation_failed` for
 * what means none: whoever waits for a mistyped event would wait in vain.
 */
export function eventTypesOf(list: string): readonly string[] {
  const found = list.split(',').map(glob => ({ glob, types: known.filter(type => matchesGlob(glob, type)) }))
  const faults = found.filter(({ types }) => types.length === 0).map(({ glob }) => unknown(glob))
  refuseFaults(faults)
  return [...new Set(found.flatMap(({ types }) => types))]
}

function unknown(glob: string): FieldFault {
  const [nearest] = known.toSorted((one, other) => distance(glob, one) - distance(glob, other))
  return {
    path: '/type',
    code: 'unknown_type',
    message: `names no event type: ${glob}. Did you mean ${nearest}?`,
  }
}
