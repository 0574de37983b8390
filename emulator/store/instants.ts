let lastMs = Number.NaN
let lastText = ''

/** An instant as it is stored: UTC, fixed width, with milliseconds. */
export function toStored(ms: number): string {
  // One write asks for its own time a dozen times over, and each time costs two microseconds.
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString()
    lastMs = ms
  }
  return lastText
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
