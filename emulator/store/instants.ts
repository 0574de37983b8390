/** One write asks for its time, start and end a dozen times over, and each time costs half a microsecond or two. */
const texts = new Map<number, string>()
const mostTexts = 1_000

/** An instant as it is stored: UTC, fixed width, with milliseconds. */
export function toStored(ms: number): string {
  let text = texts.get(ms)
  if (text === undefined) {
    text = new Date(ms).toISOString()
    if (texts.size >= mostTexts) texts.clear()
    texts.set(ms, text)
  }
  return text
}

/** Milliseconds of a stored instant. */
export function fromStored(text: string): number {
  return Date.parse(text)
}

/** Milliseconds of what should be a stored instant, from 1970 on; null when it is none. */
export function storedMs(value: unknown): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return ms >= 0 && toStored(ms) === value ? ms : null
}

/** A stored instant as the API answers it: UTC with `Z` at second precision. */
export function toAnswer(stored: string): string {
  return `${stored.slice(0, 19)}Z`
}

/** The same for instants that may be absent. */
export function toAnswerOrNull(stored: string | null): string | null {
  return stored === null ? null : toAnswer(stored)
}
