/** Where an env file sets a variable: `start` to `end` is its value, with its quotes. */
export interface Assignment {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly quote: '' | '"' | "'" | '`'
}

/** Name and equals sign at the begin of a line; a file may begin with a byte order mark, read as Latin-1 or not. */
const beginning = /(?:\ufeff|\u00ef\u00bb\u00bf)?[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*/y

/** A value without quotes: to the end of its line, or to a comment. No word is looked at twice. */
const plain = /[^ \t\r\n]*(?:[ \t]+[^# \t\r\n][^ \t\r\n]*)*/y

/** What may follow a closing quote: nothing but a comment. */
const restOfLine = /[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/y

/**
 * The assignments of an env file, in order, as `dotenv` reads them: a value in quotes may span lines, and what looks like
 * an assignment inside of it is none. A quote that nothing closes is a part of its value.
 */
export function* assignmentsIn(text: string): Generator<Assignment> {
  for (let at = 0; at < text.length; at = nextLine(text, at)) {
    const [before, name] = matchAt(beginning, text, at) ?? []
    if (before === undefined || name === undefined) continue
    const start = at + before.length
    const quoted = quotedAt(text, start)
    const end = quoted?.end ?? start + (matchAt(plain, text, start)?.[0].length ?? 0)
    yield { name, start, end, quote: quoted?.quote ?? openQuote(text, start) }
    at = end
  }
}

function quotedAt(text: string, start: number) {
  const quote = openQuote(text, start)
  if (quote === '') return undefined
  let close = text.indexOf(quote, start + 1)
  while (close !== -1 && text[close - 1] === '\\') close = text.indexOf(quote, close + 1)
  if (close === -1 || matchAt(restOfLine, text, close + 1) === null) return undefined
  return { quote, end: close + 1 }
}

function openQuote(text: string, start: number): Assignment['quote'] {
  const character = text[start]
  return character === '"' || character === "'" || character === '`' ? character : ''
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function nextLine(text: string, at: number): number {
  let next = at
  while (next < text.length && text[next] !== '\n' && text[next] !== '\r') next++
  return next + 1
}
