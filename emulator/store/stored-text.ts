const texts = new WeakMap<object, string>()

/** Parses an object that is stored as text. Whoever answers it whole can answer that text, byte for byte. */
export function fromStoredText<Parsed extends object>(text: string): Parsed {
  const parsed = JSON.parse(text) as Parsed
  texts.set(parsed, text)
  return parsed
}

/** The text that an object was parsed from, or undefined for objects that were made. */
export function storedTextOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? texts.get(value) : undefined
}
