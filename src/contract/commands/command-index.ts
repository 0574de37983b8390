import type { TProperties, TSchema } from 'typebox'
import { append } from '../../lists/append.ts'
import { shellWord } from '../../text/shell-word.ts'
import type { ErrorCode } from '../errors/errors.ts'
import { errorsOf } from '../errors/errors-of.ts'
import type { ExampleRequest } from '../examples.ts'
import type { FileType } from '../media-types.ts'
import type { Method, Operation } from '../operation.ts'
import { nextCommandOf } from './next-command.ts'
import { shorthandWords } from './shorthand-words.ts'
import type { Shorthand } from './shorthands.ts'
import { valueNameOf } from './value-name.ts'

/** What the value of a flag becomes. `json` flags take a JSON text. */
export type FlagKind = 'string' | 'integer' | 'number' | 'boolean' | 'strings' | 'json'

/** A flag of a command that stands for one top-level member of the operation's query or body. */
export interface FlagIndex {
  /** The member's name in the API, such as `customer_id`; the flag's own name has dashes. */
  readonly member: string
  readonly in: 'query' | 'body'
  readonly kind: FlagKind
  /** Required in the request; with `--data` it may come from there. */
  readonly required?: true
  readonly options?: readonly string[]
  /** Whether several of the options may stand in the value, with commas between them. */
  readonly several?: true
  /** Whether the value is types of events, or patterns of them. */
  readonly eventPatterns?: true
}

/** A shorthand as the CLI reads it, under the name of its flag. */
export type ShorthandIndex = Omit<Shorthand, 'flag' | 'description'>

/** What the CLI must know of an operation to parse argv and send the request. */
export interface CommandEntry {
  readonly id: string
  readonly method: Method
  /** With path parameters: `/v2/bookings/{booking_id}`. They are the positional arguments, in this order. */
  readonly path: string
  readonly summary: string
  readonly flags: Readonly<Record<string, FlagIndex>>
  /** Flags that say with a few words what would take JSON, by their names. */
  readonly shorthands?: Readonly<Record<string, ShorthandIndex>>
  readonly hasBody?: true
  readonly paged?: true
  readonly destructive?: true
  /** What it answers in place of JSON. */
  readonly file?: FileType
  /** Takes If-Match. */
  readonly conditional?: true
  readonly needsClientSecret?: true
  /** Members that every answer has: what has not even these comes from somebody else. */
  readonly answers?: readonly string[]
  /** How a terminal shows the answer: a name in `commands/api/views/`. */
  readonly view?: string
  /** The command that retrieves the object again, and the states of it in which `--wait` goes on waiting. */
  readonly awaits?: { readonly command: string; readonly while: readonly string[] }
  /** The command that is useful next: see `nextCommandOf`. */
  readonly next?: string
  /** Members that a table shows, for lists and for single objects. */
  readonly columns: readonly string[]
}

/** Everything that the CLI reads whole at start: `dist/contract/index.json`. Keys are oclif ids (`bookings:create`). */
export type CommandIndex = Readonly<Record<string, CommandEntry>>

/** Long texts of one operation, read on `--help`: `dist/contract/operations/<id>.json`. */
export interface OperationTexts {
  readonly description: string
  readonly scope: 'secret' | 'publishable'
  readonly source: string
  readonly args: readonly { readonly name: string; readonly description: string }[]
  readonly flags: Readonly<
    Record<string, { readonly description: string; readonly valueName?: string; readonly default?: unknown }>
  >
  readonly examples: readonly { readonly title: string; readonly command: string }[]
  readonly errors: readonly ErrorCode[]
  /** When it answers the errors that it declares itself, by code; the others follow from its shape. */
  readonly refusals: Readonly<Record<string, string>>
}

/** `bookings attendees add` as an oclif id: `bookings:attendees:add`. */
export function commandIdOf(operation: Operation): string {
  return operation.command.split(' ').join(':')
}

/** Builds the index of all commands that stand for an operation. */
export function buildCommandIndex(operations: readonly Operation[]): CommandIndex {
  return Object.fromEntries(
    operations.map(operation => [commandIdOf(operation), entryOf(operation, operations)]),
  )
}

function entryOf(operation: Operation, operations: readonly Operation[]): CommandEntry {
  const next = nextCommandOf(operation, operations)
  const awaits = awaitingOf(operation, operations)
  return {
    id: operation.id,
    method: operation.method,
    path: operation.path,
    summary: operation.summary,
    flags: Object.fromEntries(
      membersOf(operation).map(({ name, flag }) => [flagNameOf(name), flag] as const),
    ),
    ...(operation.shorthands.length > 0 && { shorthands: shorthandsOf(operation) }),
    ...(operation.body !== null && { hasBody: true }),
    ...(operation.orders !== null && { paged: true }),
    ...(operation.destructive && { destructive: true }),
    ...(operation.mediaType !== 'application/json' && { file: operation.mediaType }),
    ...(operation.conditional && { conditional: true }),
    ...((operation.needsClientSecret || operation.clientSecretMember !== null) && {
      needsClientSecret: true,
    }),
    ...(operation.mediaType === 'application/json' && { answers: tellingMembersOf(operation.result) }),
    ...(operation.view !== null && { view: operation.view }),
    ...(awaits !== undefined && { awaits }),
    ...(next !== undefined && { next }),
    columns: columnsOf(operation),
  }
}

function awaitingOf({ awaits }: Operation, operations: readonly Operation[]): CommandEntry['awaits'] {
  const read = operations.find(({ id }) => id === awaits?.operation)
  return read === undefined || awaits === null
    ? undefined
    : { command: commandIdOf(read), while: awaits.while }
}

/** A few members of a result that are enough to know it by. */
function tellingMembersOf(result: TSchema): readonly string[] {
  const { required = [] } = result as { required?: readonly string[] }
  return required.includes('id') ? ['id'] : required.slice(0, 2)
}

function shorthandsOf(operation: Operation): Readonly<Record<string, ShorthandIndex>> {
  return Object.fromEntries(
    operation.shorthands.map(({ flag, description: _, ...shorthand }) => [flag, shorthand]),
  )
}

/** Builds the long texts of one operation. */
export function buildOperationTexts(operation: Operation): OperationTexts {
  return {
    description: operation.description,
    scope: operation.scope,
    source: operation.source,
    args: Object.entries(propertiesOf(operation.params)).map(([name, schema]) => ({
      name,
      description: descriptionOf(schema),
    })),
    flags: Object.fromEntries([
      ...operation.shorthands.map(({ flag, description }) => [flag, { description }] as const),
      ...membersOf(operation).map(
        ({ name, schema }) =>
          [
            flagNameOf(name),
            {
              description: descriptionOf(schema),
              valueName: valueNameOf(name, withoutNull(schema)),
              ...('default' in schema && { default: (schema as { default: unknown }).default }),
            },
          ] as const,
      ),
    ]),
    examples: operation.examples.map(example => ({
      title: example.title,
      command: commandLineOf(operation, example),
    })),
    errors: errorsOf(operation),
    refusals: Object.fromEntries(
      Object.entries(operation.refusals).map(([code, { when }]) => [code, when] as const),
    ),
  }
}

/** The example as people type it, after `ideadunes`. */
export function commandLineOf(operation: Operation, example: ExampleRequest): string {
  const args = Object.keys(propertiesOf(operation.params)).map(name => example.params?.[name] ?? `<${name}>`)
  const words = [operation.command, ...args.map(shellWord)]
  const flags = new Map(membersOf(operation).map(({ name, flag }) => [name, flag]))
  const body = (example.body ?? {}) as Record<string, unknown>
  const { words: short, rest: longBody } = shorthandWords(operation.shorthands, body)
  append(words, short.map(shellWord))
  const members = Object.entries({ ...example.query, ...longBody })
  const canBeFlag = ([name, value]: [string, unknown]) => flags.has(name) && value !== null
  for (const [name, value] of members.filter(canBeFlag))
    append(words, flagWords(name, value, flags.get(name)))
  const rest = Object.fromEntries(members.filter(member => !canBeFlag(member)))
  if (Object.keys(rest).length > 0) words.push('--data', shellWord(JSON.stringify(rest)))
  return words.join(' ')
}

function flagWords(member: string, value: unknown, flag: FlagIndex | undefined): string[] {
  const name = `--${flagNameOf(member)}`
  if (flag?.kind === 'boolean') return [value === false ? `--no-${flagNameOf(member)}` : name]
  // Lists of texts are said one by one.
  if (flag?.kind === 'strings' && Array.isArray(value))
    return value.flatMap(one => flagWords(member, one, undefined))
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  // A value such as -start_at would be read as a flag of its own.
  return text.startsWith('-') ? [`${name}=${shellWord(text)}`] : [name, shellWord(text)]
}

function flagNameOf(member: string): string {
  return member.replaceAll('_', '-')
}

function membersOf(operation: Operation) {
  return [...membersIn('query', operation.query), ...membersIn('body', operation.body)]
}

function membersIn(where: 'query' | 'body', whole: TSchema | null) {
  const required = new Set((whole as { required?: string[] } | null)?.required ?? [])
  return Object.entries(propertiesOf(whole)).map(([name, schema]) => ({
    name,
    schema,
    flag: flagOf(name, schema, where, required.has(name)),
  }))
}

function flagOf(member: string, schema: TSchema, where: 'query' | 'body', required: boolean): FlagIndex {
  const plain = withoutNull(schema)
  const {
    enum: one,
    'x-values': several,
    'x-event-patterns': eventPatterns,
  } = plain as { enum?: string[]; 'x-values'?: string[]; 'x-event-patterns'?: true }
  const options = one ?? several
  return {
    member,
    in: where,
    kind: kindOf(plain),
    ...(required && { required: true }),
    ...(options !== undefined && { options }),
    ...(several !== undefined && { several: true }),
    ...(eventPatterns === true && { eventPatterns }),
  }
}

function kindOf(schema: TSchema): FlagKind {
  const { type, items } = schema as { type?: string; enum?: unknown[]; items?: { type?: string } }
  if ('enum' in schema) return 'string'
  if (type === 'string' || type === 'integer' || type === 'number' || type === 'boolean') return type
  return type === 'array' && items?.type === 'string' ? 'strings' : 'json'
}

function withoutNull(schema: TSchema): TSchema {
  const branches = (schema as { anyOf?: { type?: string }[] }).anyOf?.filter(branch => branch.type !== 'null')
  const [only] = branches ?? []
  return branches?.length === 1 && only !== undefined ? (only as TSchema) : schema
}

function propertiesOf(schema: TSchema | null): TProperties {
  return (schema as { properties?: TProperties } | null)?.properties ?? {}
}

function descriptionOf(schema: TSchema): string {
  return (schema as { description?: string }).description ?? ''
}

/** The columns that the object's schema names (`x-columns`); without them its first members that are not nested. */
function columnsOf(operation: Operation): readonly string[] {
  const data = operation.orders === null ? undefined : propertiesOf(operation.result).data
  const item = (data as { items?: TSchema } | undefined)?.items ?? operation.result
  const named = (item as { 'x-columns'?: string[] })['x-columns']
  if (named !== undefined) return named
  return Object.entries(propertiesOf(item))
    .filter(([, schema]) => ['string', 'integer', 'boolean'].includes(kindOf(withoutNull(schema))))
    .map(([name]) => name)
    .slice(0, 6)
}
