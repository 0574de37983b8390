/**
 * A text as a calendar file can hold it. What breaks a line elsewhere becomes the line break that calendars know: the
 * vertical tab of word processors, form feeds, the separators of Unicode, at which some readers split lines. Other
 * control characters vanish: RFC 5545 has no way to write them. The serialiser escapes the rest.
 */
export function calendarText(text: string): string {
  return text.toWellFormed().replaceAll(lineBreaks, '\n').replaceAll(controls, '')
}

const lineBreaks = /\r\n|[\r\v\f\u0085\u2028\u2029]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about.
const controls = /[\0-\x08\x0e-\x1f\x7f-\x9f]/g

/**
 * The address as a URI of RFC 6068. Everything that means something in a URI is percent-encoded; `+`, which tags
 * addresses, means nothing in a path, and calendars compare addresses as they stand.
 */
export function mailto(address: string): string {
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)]
  return `mailto:${encoded(local)}@${encoded(domain)}`
}

function encoded(part: string): string {
  return encodeURIComponent(part.toWellFormed()).replaceAll('%2B', '+')
}
