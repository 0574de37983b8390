import type { CommandEntry, ShorthandIndex } from '../../src/contract/commands/command-index.ts'
import { Failure } from '../../src/failure/failure.ts'
import type { CommandInput } from '../kernel/command.ts'
import { shorthandReaders, shorthandValue } from './shorthand-values.ts'

type Body = Readonly<Record<string, unknown>>

/** One member that a flag says. */
interface Saying {
  readonly flag: string
  readonly keys: readonly string[]
  readonly value: unknown
}

/**
 * The body with what shorthands say. Other flags override `--data`, as they always do; a shorthand says a part of
 * something larger, so whatever else says the same part is a usage failure and not a guess.
 */
export function bodyWithShorthands(
  entry: CommandEntry,
  input: CommandInput,
  data: Body,
  members: Body,
): Record<string, unknown> {
  let body: Record<string, unknown> = { ...data, ...members }
  const said: Saying[] = Object.entries(entry.flags)
    .filter(([, { member, in: where }]) => where === 'body' && member in members)
    .map(([flag, { member }]) => ({ flag, keys: [member], value: members[member] }))
  for (const saying of sayingsOf(entry, input)) {
    const other = said.find(({ flag, keys }) => flag !== saying.flag && isSamePlace(keys, saying.keys))
    if (other !== undefined) throw bothSay(saying, other.flag)
    if (isSaid(data, saying.keys)) throw bothSay(saying, 'data')
    said.push(saying)
    body = withMember(body, saying.keys, saying.value)
  }
  return body
}

/** Which shorthands would say one of the members, as a hint; undefined if none would. */
export function shorthandHint(entry: CommandEntry, members: readonly string[]): string | undefined {
  const saying = Object.entries(entry.shorthands ?? {}).filter(([, shorthand]) =>
    membersSaid(shorthand).some(member => members.includes(member)),
  )
  const [first] = saying
  if (first === undefined) return undefined
  const names = saying.map(([flag]) => `--${flag}`)
  return `Or say it with ${names.join(', ')}: --${first[0]} ${shorthandReaders[first[1].reads].example}.`
}

function sayingsOf(entry: CommandEntry, input: CommandInput): Saying[] {
  return Object.entries(entry.shorthands ?? {}).flatMap(([flag, { reads, into, sets }]) => {
    const text = input.flags[flag]
    if (typeof text !== 'string') return []
    const value = shorthandValue(flag, reads, text)
    if (into !== '') return [{ flag, keys: into.split('/').slice(1), value }]
    const members = Object.entries({ ...sets, ...(value as Body) })
    return members.map(([name, member]) => ({ flag, keys: [name], value: member }))
  })
}

/** The members of the body that a shorthand says, or says a part of. */
export function membersSaid({ into, sets = {}, reads }: ShorthandIndex): readonly string[] {
  if (into !== '') return into.split('/').slice(1, 2)
  return [...Object.keys(sets), ...(reads === 'period' ? ['from', 'to'] : [])]
}

function isSamePlace(one: readonly string[], other: readonly string[]): boolean {
  const length = Math.min(one.length, other.length)
  return one.slice(0, length).join('/') === other.slice(0, length).join('/')
}

/** Whether the body says the place already, or has something there that nothing can be put into. */
function isSaid(body: unknown, [key, ...deeper]: readonly string[]): boolean {
  if (key === undefined) return body !== undefined
  if (body === undefined) return false
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return true
  return isSaid((body as Body)[key], deeper)
}

function withMember(
  body: Body,
  [key = '', ...deeper]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const member = deeper.length === 0 ? value : withMember((body[key] ?? {}) as Body, deeper, value)
  return { ...body, [key]: member }
}

function bothSay({ flag, keys }: Saying, other: string): Failure {
  const place = keys.join('.')
  return new Failure('usage', 'conflicting_input', `--${other} and --${flag} both say ${place}`, {
    field: `--${flag}`,
    hint: 'Give one of them.',
  })
}
