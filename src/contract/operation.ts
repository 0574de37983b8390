import {
  type Static,
  type TObject,
  type TProperties,
  type TSchema,
  type TString,
  type TUnsafe,
  Type,
} from 'typebox'
import type { Shorthand } from './commands/shorthands.ts'
import type { ErrorCode } from './errors/errors.ts'
import {
  type Emission,
  type Emits,
  emissionsOf,
  type Fill,
  type RequestExample,
  type StagedExample,
} from './examples.ts'
import { type FileType, fileKindOf, type MediaType, type TextFileType } from './media-types.ts'
import { type PageMembers, pageMembers, pageOf } from './page.ts'
import { type Source, strictObject } from './schema.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Why and when an operation answers an error of its own; the example makes it happen on the default data set. */
export interface Refusal {
  readonly when: string
  readonly example: StagedExample
}

/** How the end of work is found out that goes on behind an answer. */
export interface Awaiting {
  /** The operation that retrieves the object of the answer again. */
  readonly operation: string
  /** The states of the object in which the work goes on. */
  readonly while: readonly string[]
}

/**
 * One operation of the API, as data. Routes, commands, OpenAPI, client types and the test walk all read it.
 * Errors that follow from the shape (keys, validation, idempotency, cursors …) are not repeated here:
 * `errorsOf` derives them.
 */
export interface Operation<
  Id extends string = string,
  Params extends TObject = TObject,
  Query extends TObject = TObject,
  Body extends TSchema | null = TSchema | null,
  Result extends TSchema = TSchema,
  Media extends MediaType = MediaType,
> {
  readonly id: Id
  readonly group: string
  readonly method: Method
  readonly path: `/v2/${string}`
  /** What people type after `ideadunes`. */
  readonly command: string
  /** The least key that may call it: `publishable` operations are open to secret keys too. */
  readonly scope: 'secret' | 'publishable'
  readonly source: Source
  readonly summary: string
  readonly description: string
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly status: 200 | 201 | 202 | 204
  readonly result: Result
  /** What the successful answer is. Of a file, `result` is its content: text, or bytes. */
  readonly mediaType: Media
  /** For lists: the orders that `order` takes, the default first. Null for everything else. */
  readonly orders: readonly string[] | null
  /**
   * For lists: how one row more comes into the list of the first example's path. Null where none ever does, as for what a
   * run has found, and for everything else.
   */
  readonly fill: Fill | null
  /** True where publishable keys need the `client_secret` of the object in the path (rules, section 1). */
  readonly needsClientSecret: boolean
  /** The member of the body that names an object for which publishable keys need its `client_secret`; null: none. */
  readonly clientSecretMember: string | null
  /** True where `If-Match` is honoured: what changes an object that has a revision. */
  readonly conditional: boolean
  /** True where the command asks before it acts. */
  readonly destructive: boolean
  /** True for what only asks, and so holds up no writer; a POST is one where it says so. */
  readonly safe: boolean
  /** Flags of its command that say in a word what would take JSON. */
  readonly shorthands: readonly Shorthand[]
  /**
   * How a terminal shows the answer: the name of a file in `commands/api/views/`. Null: member by member, a list as a
   * table of its rows.
   */
  readonly view: string | null
  /** For what answers before its work is done: how people wait for that. Its command takes `--wait`. */
  readonly awaits: Awaiting | null
  readonly refusals: Readonly<Partial<Record<ErrorCode, Refusal>>>
  /**
   * The list of a seed file that it writes, such as `resources`; or the part of an object of that list that it adds or
   * sets, such as `resources.skills`. Null: seed files know nothing of it.
   */
  readonly seeds: string | null
  /** What it emits, in this order (the inventory's), each with a request that causes it. */
  readonly emits: readonly Emission<StagedExample>[]
  readonly examples: readonly [RequestExample, ...RequestExample[]]
}

type Empty = TObject<Record<never, never>>
const empty: Empty = strictObject({})

type Declared<Id, Params, Query, Body, Result> = {
  id: Id
  group: string
  method: Method
  path: `/v2/${string}`
  command: string
  scope: 'secret' | 'publishable'
  source: Source
  summary: string
  description: string
  params?: Params
  query?: Query
  body?: Body
  status?: 200 | 201 | 202 | 204
  result: Result
  needsClientSecret?: boolean
  clientSecretMember?: string
  conditional?: boolean
  destructive?: boolean
  safe?: boolean
  shorthands?: readonly Shorthand[]
  view?: string
  awaits?: Awaiting
  refusals?: Partial<Record<ErrorCode, Refusal>>
  seeds?: string
  emits?: Emits<StagedExample>
  examples: readonly [RequestExample, ...RequestExample[]]
}

/** Declares an operation that answers one object. See CONTRIBUTING for a worked example. */
export function defineOperation<
  const Id extends string,
  Result extends TSchema,
  Params extends TObject = Empty,
  Query extends TObject = Empty,
  Body extends TSchema | null = null,
>(
  declared: Declared<Id, Params, Query, Body, Result>,
): Operation<Id, Params, Query, Body, Result, 'application/json'> {
  return {
    status: 200,
    mediaType: 'application/json',
    needsClientSecret: false,
    clientSecretMember: null,
    conditional: declared.method === 'PATCH',
    destructive: false,
    safe: declared.method === 'GET',
    shorthands: [],
    view: null,
    awaits: null,
    refusals: {},
    seeds: null,
    ...declared,
    emits: emissionsOf<StagedExample>(declared.emits ?? [], declared.examples),
    params: declared.params ?? (empty as TObject as Params),
    query: declared.query ?? (empty as TObject as Query),
    body: declared.body ?? (null as Body),
    orders: null,
    fill: null,
  }
}

/** Declares a cursor-paged list: `limit`, `cursor` and `order` are added to its query. */
export function defineList<
  const Id extends string,
  Item extends TSchema,
  Params extends TObject = Empty,
  Filters extends TProperties = Record<never, never>,
>(
  declared: Omit<
    Declared<Id, Params, never, null, never>,
    'query' | 'result' | 'body' | 'status' | 'method' | 'emits' | 'seeds'
  > & {
    filters?: Filters
    item: Item
    orders?: readonly [string, ...string[]]
    fill: Fill | null
  },
): Operation<
  Id,
  Params,
  TObject<Filters & PageMembers>,
  null,
  ReturnType<typeof pageOf<Item>>,
  'application/json'
> {
  const { item, filters, fill, orders = ['-created_at'], ...rest } = declared
  const query = strictObject({ ...(filters as Filters), ...pageMembers(orders) })
  const operation = defineOperation<Id, ReturnType<typeof pageOf<Item>>, Params, typeof query>({
    ...rest,
    method: 'GET',
    query,
    result: pageOf(item),
  })
  return { ...operation, orders, fill }
}

/** The content of a file: a string, or bytes. */
type FileSchema<Media extends FileType> = Media extends TextFileType ? TString : TUnsafe<Uint8Array>

/** Declares a download: an operation that reads, and answers a file. `file` says what is in it. */
export function defineFile<
  const Id extends string,
  const Media extends FileType,
  Params extends TObject = Empty,
  Query extends TObject = Empty,
>(
  declared: Omit<
    Declared<Id, Params, Query, null, never>,
    'result' | 'body' | 'status' | 'method' | 'view' | 'emits' | 'seeds'
  > & { mediaType: Media; file: string },
): Operation<Id, Params, Query, null, FileSchema<Media>, Media> {
  const { mediaType, file: description, ...rest } = declared
  const result = fileKindOf(mediaType).isText
    ? Type.String({ description })
    : Type.Unsafe<Uint8Array>({ description, contentMediaType: mediaType })
  const operation = defineOperation<Id, FileSchema<Media>, Params, Query>({
    ...rest,
    method: 'GET',
    result: result as FileSchema<Media>,
  })
  return { ...operation, mediaType }
}

/** The parsed request of an operation: path parameters, query and body, each validated. */
export interface InputOf<O extends Operation> {
  readonly params: Static<O['params']>
  readonly query: Static<O['query']>
  readonly body: O['body'] extends TSchema ? Static<O['body']> : null
}

/** The body of an operation's successful answer. */
export type ResultOf<O extends Operation> = Static<O['result']>
