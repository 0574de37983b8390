const texts = new WeakMap<object, string>()

/** Parses an object that is stored as text. Whoever answers it whole can answer that text, byte for byte. */
export function fromStoredText<Parsed extends object>(text: string): Parsed {
  const parsed = JSON.parse(text) as Parsed
  texts.set(parsed, text)
  return parsed
}

/**
 * The JSON of a value: of an object that was parsed, the text that it was parsed from. An object that nobody can change
 * any more is rendered once.
 */
export function jsonOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  if (Object.isFrozen(value)) texts.set(value, text)
  return text
}
