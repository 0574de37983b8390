import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'
import type { Shorthand } from './commands/shorthands.ts'
import type { ErrorCode } from './errors/errors.ts'
import type { EventType } from './event-types.ts'
import { fromReference, nullable, type Source, strictObject } from './schema.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A request to an operation, valid against the default data set. */
export interface RequestExample {
  readonly title: string
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean>>
  readonly body?: unknown
}

/** A request that the operation refuses, with the requests that must go before it. */
export interface RefusalExample extends Omit<RequestExample, 'title'> {
  /** Sent with a publishable key, and with the client secret of the object in the path where that is needed. */
  readonly key?: 'publishable'
  readonly after?: readonly (Omit<RequestExample, 'title'> & { readonly operation: string })[]
}

/** Why and when an operation answers an error of its own; the example makes it happen on the default data set. */
export interface Refusal {
  readonly when: string
  readonly example: RefusalExample
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
  /** What the successful answer is; errors are JSON always. A `text/calendar` result is the file as text. */
  readonly mediaType: 'application/json' | 'text/calendar'
  /** For lists: the orders that `order` takes, the default first. Null for everything else. */
  readonly orders: readonly string[] | null
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
  readonly refusals: Readonly<Partial<Record<ErrorCode, Refusal>>>
  readonly emits: readonly EventType[]
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
  mediaType?: 'application/json' | 'text/calendar'
  needsClientSecret?: boolean
  clientSecretMember?: string
  conditional?: boolean
  destructive?: boolean
  safe?: boolean
  shorthands?: readonly Shorthand[]
  refusals?: Partial<Record<ErrorCode, Refusal>>
  emits?: readonly EventType[]
  examples: readonly [RequestExample, ...RequestExample[]]
}

/** Declares an operation that is not a list. See CONTRIBUTING for a worked example. */
export function defineOperation<
  const Id extends string,
  Result extends TSchema,
  Params extends TObject = Empty,
  Query extends TObject = Empty,
  Body extends TSchema | null = null,
>(declared: Declared<Id, Params, Query, Body, Result>): Operation<Id, Params, Query, Body, Result> {
  return {
    status: 200,
    mediaType: 'application/json',
    needsClientSecret: false,
    clientSecretMember: null,
    conditional: declared.method === 'PATCH',
    destructive: false,
    safe: declared.method === 'GET',
    shorthands: [],
    refusals: {},
    emits: [],
    ...declared,
    params: declared.params ?? (empty as TObject as Params),
    query: declared.query ?? (empty as TObject as Query),
    body: declared.body ?? (null as Body),
    orders: null,
  }
}

/** Members of `query` that every list takes (the reference's Pagination section; `order` is derived). */
function pageMembers(orders: readonly string[]) {
  return {
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: 25,
        description: 'How many to return.',
        ...fromReference,
      }),
    ),
    cursor: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2000,
        description: 'Where to go on: `next_cursor` or `prev_cursor` of an earlier page.',
        ...fromReference,
      }),
    ),
    order: Type.Optional(
      Type.Enum([...orders], {
        default: orders[0],
        description: 'The order of the list; a minus sign means descending.',
      }),
    ),
  }
}

type PageMembers = ReturnType<typeof pageMembers>

/** The envelope of every list (the reference's Pagination section). */
export function pageOf<Item extends TSchema>(item: Item) {
  return strictObject({
    data: Type.Array(item, { maxItems: 100, ...fromReference }),
    has_more: Type.Boolean({ description: 'Whether another page follows.', ...fromReference }),
    next_cursor: nullable(Type.String(), { description: 'Cursor of the next page.', ...fromReference }),
    prev_cursor: nullable(Type.String(), { description: 'Cursor of the page before.', ...fromReference }),
  })
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
    'query' | 'result' | 'body' | 'status' | 'method'
  > & {
    filters?: Filters
    item: Item
    orders?: readonly [string, ...string[]]
  },
): Operation<Id, Params, TObject<Filters & PageMembers>, null, ReturnType<typeof pageOf<Item>>> {
  const { item, filters, orders = ['-created_at'], ...rest } = declared
  const query = strictObject({ ...(filters as Filters), ...pageMembers(orders) })
  const operation = defineOperation<Id, ReturnType<typeof pageOf<Item>>, Params, typeof query>({
    ...rest,
    method: 'GET',
    query,
    result: pageOf(item),
  })
  return { ...operation, orders }
}

/** The parsed request of an operation: path parameters, query and body, each validated. */
export interface InputOf<O extends Operation> {
  readonly params: Static<O['params']>
  readonly query: Static<O['query']>
  readonly body: O['body'] extends TSchema ? Static<O['body']> : null
}

/** The body of an operation's successful answer. */
export type ResultOf<O extends Operation> = Static<O['result']>
