const texts = new WeakMap<object, string>()

/** Parses an object that is stored as text. Whoever answers it whole can answer that text, byte for byte. */
export function fromStoredText<Parsed extends object>(text: string): Parsed {
  const parsed = JSON.parse(text) as Parsed
  texts.set(parsed, text)
  return parsed
}

/** The JSON of a value: of an object that was parsed, the text that it was parsed from. */
export function jsonOf(value: unknown): string {
  const known = typeof value === 'object' && value !== null ? texts.get(value) : undefined
  return known ?? JSON.stringify(value)
}
