import { Failure } from '../../src/failure/failure.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import { choosesAny, eventPatternForm } from '../../src/webhooks/event-patterns.ts'

/**
 * Patterns of event types, each text one or several with commas. Throws a usage failure for one that could choose
 * nothing: whoever waits for a mistyped event would wait in vain.
 */
export function patternsOf(
  texts: readonly string[],
  field: string,
  knownTypes: readonly string[],
): readonly string[] {
  const patterns = texts.flatMap(text => text.split(',')).map(text => text.trim())
  const form = new RegExp(eventPatternForm)
  const wrong = patterns.find(pattern => !form.test(pattern) || !choosesAny(pattern, knownTypes))
  if (wrong === undefined) return patterns
  const near = nearestOf(wrong.replace(/^!/, ''), knownTypes)
  throw new Failure('usage', 'unknown_event', `${field}: no event type is called ${wrong || 'nothing'}`, {
    field,
    hint:
      near === undefined
        ? 'Types and patterns look like booking.created, booking.* and !booking.reminder_due.'
        : `Did you mean ${near}?`,
  })
}
