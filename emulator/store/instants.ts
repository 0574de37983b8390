/** An instant as it is stored: UTC, fixed width, with milliseconds. */
export function toStored(ms: number): string {
  return new Date(ms).toISOString()
}

/** Milliseconds of a stored instant. */
export function fromStored(text: string): number {
  return Date.parse(text)
}

/** A stored instant as the API answers it: UTC with `Z` at second precision. */
export function toAnswer(stored: string): string {
  return `${stored.slice(0, 19)}Z`
}

/** The same for instants that may be absent. */
export function toAnswerOrNull(stored: string | null): string | null {
  return stored === null ? null : toAnswer(stored)
}
