import { parseInstant } from '../../../src/contract/instants.ts'
import { Failure } from '../../../src/failure/failure.ts'

/** An instant that was typed, as RFC 3339 UTC. Throws a usage failure that shows how instants look. */
export function typedInstant(text: string, field: string): string {
  const ms = parseInstant(text)
  if (ms !== null) return new Date(ms).toISOString().replace('.000Z', 'Z')
  throw new Failure('usage', 'invalid_instant', `${text} is not an instant`, {
    field,
    hint:
      'Instants are RFC 3339 with an offset, in whole seconds: 2026-04-20T05:00:00Z or ' +
      '2026-04-20T10:30:00+05:30.',
  })
}
