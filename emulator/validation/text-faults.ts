import type { FieldFault } from '../../src/contract/errors/errors.ts'
import { brokenTexts } from '../../src/text/broken-texts.ts'

/** The faults of texts that could not be told again as they came: NUL, and halves of characters. */
export function textFaults(value: unknown): readonly FieldFault[] {
  return brokenTexts(value).map(({ path, message }) => ({ path, code: 'invalid_text', message }))
}
