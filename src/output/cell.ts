/** The text of a value in a table or a line: nothing for null, JSON for what is nested. */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return oneLine(value)
  if (Array.isArray(value) && value.every(item => typeof item !== 'object')) return oneLine(value.join(', '))
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/**
 * One line without control characters: a tab or line feed would break the record that it stands in, and an
 * escape sequence in somebody's notes could write on the reader's terminal.
 */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ')
}

/** A nested value for people: `actor=customer, fee=0`. */
export function summaryOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return cellOf(value)
  return Object.entries(value)
    .filter(([, member]) => member !== null)
    .map(([name, member]) => `${name}=${cellOf(member)}`)
    .join(', ')
}

/** Cuts a text to a width, with an ellipsis. */
export function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text
}
