/** A text in a JSON value that other programs cannot read, with the JSON Pointer of the value or member. */
export interface BrokenText {
  readonly path: string
  readonly message: string
}

/** More of them say nothing more. */
const mostTold = 50

/**
 * The texts of a value, names of members among them, that are no text elsewhere: NUL ends a text in many programs, and
 * half of a surrogate pair is no character, becomes another one in UTF-8, and is refused by the JSON parsers of PHP and
 * Ruby. The value must not be nested too deep for calls by level (`excessOf`).
 */
export function brokenTexts(value: unknown): readonly BrokenText[] {
  const found: BrokenText[] = []
  collect(value, [], found)
  return found
}

/** A text as it can be shown, whatever it holds. */
export function shownText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

function collect(value: unknown, keys: readonly string[], found: BrokenText[]): void {
  if (found.length >= mostTold) return
  if (typeof value === 'string') {
    const fault = faultOf(value)
    if (fault !== undefined) found.push({ path: pointer(keys), message: `must not contain ${fault}` })
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const fault = faultOf(key)
    if (fault !== undefined)
      found.push({ path: pointer([...keys, key]), message: `must not have ${fault} in its name` })
    collect(inner, [...keys, key], found)
  }
}

function faultOf(text: string): string | undefined {
  if (text.includes('\0')) return String.raw`NUL (\u0000)`
  if (text.isWellFormed()) return undefined
  const [half = ''] = /\p{Surrogate}/u.exec(text) ?? []
  const code = half.charCodeAt(0).toString(16)
  return String.raw`half of a character (\u${code} alone)`
}

function pointer(keys: readonly string[]): string {
  return keys.map(key => `/${shownText(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
