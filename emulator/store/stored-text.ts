const texts = new WeakMap<object, string>()

/** Parses an object that is stored as text. Whoever answers it whole can answer that text, byte for byte. */
export function fromStoredText<Parsed extends object>(text: string): Parsed {
  const parsed = JSON.parse(text) as Parsed
  texts.set(parsed, text)
  return parsed
}

/** The JSON of an object: the text that it was parsed from, or that it had before, where nobody can change it. */
export function jsonOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  if (Object.isFrozen(value)) texts.set(value, text)
  return text
}

/** The JSON of an object that holds a list under `data` and nothing else that is large. */
export function jsonOfList({ data, ...rest }: { readonly data: readonly unknown[] }): string {
  return `{"data":[${data.map(jsonOf).join(',')}],${JSON.stringify(rest).slice(1)}`
}
