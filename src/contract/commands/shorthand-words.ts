import type { Shorthand } from './shorthands.ts'

type Body = Readonly<Record<string, unknown>>

/**
 * What of a body its shorthands can say, as words of a command line, and the rest of the body. The other way round
 * than `commands/api/shorthand-values.ts`, which reads them.
 */
export function shorthandWords(
  shorthands: readonly Shorthand[],
  body: Body,
): { readonly words: readonly string[]; readonly rest: Body } {
  const words: string[] = []
  let rest = body
  for (const shorthand of shorthands) {
    const said = sayings[shorthand.reads](shorthand, rest)
    if (said === undefined) continue
    words.push(`--${shorthand.flag}`, said.word)
    rest = said.rest
  }
  return { words, rest }
}

interface Said {
  readonly word: string
  readonly rest: Body
}

const sayings = { hours: sayHours, period: sayPeriod, range: sayRange } as const

function sayRange({ into }: Shorthand, body: Body): Said | undefined {
  const keys = into.split('/').slice(1)
  const range = keys.reduce<unknown>((at, key) => (at as Body | undefined)?.[key], body)
  const { from, to } = (range ?? {}) as Body
  if (typeof from !== 'string' || typeof to !== 'string') return undefined
  return { word: `${from}..${to}`, rest: without(body, keys) }
}

function sayHours({ into }: Shorthand, body: Body): Said | undefined {
  const keys = into.split('/').slice(1)
  const hours = keys.reduce<unknown>((at, key) => (at as Body | undefined)?.[key], body)
  if (!Array.isArray(hours)) return undefined
  const word = hours.map(({ start, end }: { start: string; end: string }) => `${start}-${end}`).join(',')
  return { word: word === '' ? 'closed' : word, rest: without(body, keys) }
}

function sayPeriod({ sets = {} }: Shorthand, body: Body): Said | undefined {
  const { from, to, ...others } = body
  const isMeant = Object.entries(sets).every(([name, value]) => body[name] === value)
  if (!isMeant || typeof from !== 'string' || typeof to !== 'string') return undefined
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => !(name in sets)))
  return { word: from === to ? from : `${from}..${to}`, rest }
}

/** The body without a member, and without objects that are empty then. */
function without(body: Body, [key = '', ...deeper]: readonly string[]): Body {
  const { [key]: member, ...others } = body
  if (deeper.length === 0) return others
  const kept = without(member as Body, deeper)
  return Object.keys(kept).length === 0 ? others : { ...others, [key]: kept }
}
