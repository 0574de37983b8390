import type { OperationId, Operations } from '../contract/index.ts'
import type { FileType } from '../contract/media-types.ts'
import type { InputOf, Method, ResultOf } from '../contract/operation.ts'
import type { QueryValue } from './request-url.ts'
import type { Send } from './transport.ts'

/** What tells an answer of ours from those of others: members that its object has, or the media type of a file. */
export interface Expected {
  readonly answers?: readonly string[]
  /** Which file it is, where it is not JSON. */
  readonly file?: FileType
}

/** Where an operation lives, and what it answers. */
export interface Route extends Expected {
  readonly method: Method
  readonly path: string
}

/** The operations by their ids. */
export type Routes = Readonly<Record<string, Route>>

export interface ClientOptions {
  /** `http://127.0.0.1:4332`, with or without a trailing `/v2`. */
  readonly baseUrl: string
  readonly apiKey: string
  /** Sent as X-Tenant-Id; left out, the key's own tenant is meant. */
  readonly tenant?: string | undefined
  /** How long one attempt may take. 30,000 ms by default. */
  readonly timeoutMs?: number
  /** Attempts after the first. 2 by default. */
  readonly retries?: number
  /** The longest `Retry-After` that is waited for. 5,000 ms by default. */
  readonly maxRetryWaitMs?: number
  /** Keeps connections open between requests. True by default. */
  readonly keepAlive?: boolean
  readonly userAgent?: string
  readonly signal?: AbortSignal
  /** Told of each wait before another attempt, in milliseconds, and why. */
  readonly onWait?: (waitMs: number, why: string) => void
  /** For tests: how to wait, what time it is, chance (0 to 1), and the wire itself. */
  readonly sleep?: (ms: number) => Promise<void>
  readonly now?: () => Date
  readonly random?: () => number
  readonly send?: Send
}

/** What a call may carry besides its input. */
export interface CallOptions {
  /** Made up for each change by default; a retry sends the same one. */
  readonly idempotencyKey?: string | undefined
  /** Sent as X-Client-Secret, for publishable keys. */
  readonly clientSecret?: string | undefined
  /** Sent as If-Match: the `ETag` of the revision that the change is meant for. */
  readonly ifMatch?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** A call whose operation is known only at run time. */
export interface LooseInput extends CallOptions {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, QueryValue>>
  readonly body?: unknown
}

/** An answer. `data` is null where the API answers without a body, and of a file its text or bytes. */
export interface Answer<Data> {
  readonly data: Data
  readonly status: number
  readonly requestId: string | undefined
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

type Part<Name extends string, Value> = [Value] extends [null]
  ? unknown
  : Record<never, never> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value }

/** The input of a call: the path parameters, query and body that the operation declares. */
export type CallInput<Id extends OperationId> = Part<'params', InputOf<Operations[Id]>['params']> &
  Part<'query', InputOf<Operations[Id]>['query']> &
  Part<'body', InputOf<Operations[Id]>['body']> &
  CallOptions

type Rest<Input> = Record<never, never> extends Input ? [input?: Input] : [input: Input]

interface PageShape {
  readonly data: readonly unknown[]
  readonly has_more: boolean
  readonly next_cursor: string | null
}

/** Ids of the operations that answer in pages. */
export type PagedOperationId = {
  [Id in OperationId]: ResultOf<Operations[Id]> extends PageShape ? Id : never
}[OperationId]

export type ItemOf<Id extends OperationId> =
  ResultOf<Operations[Id]> extends { data: readonly (infer Item)[] } ? Item : never

/** A page of a list as the API sends it. */
export interface Page {
  readonly data: readonly Readonly<Record<string, unknown>>[]
  readonly has_more: boolean
  readonly next_cursor: string | null
  readonly prev_cursor: string | null
}

/** Calls the API. Everything that goes wrong is thrown as a `Failure`. */
export interface Client {
  /** Calls one operation: `client.call('getBooking', { params: { booking_id } })`. */
  call<Id extends OperationId>(
    id: Id,
    ...rest: Rest<CallInput<Id>>
  ): Promise<Answer<ResultOf<Operations[Id]>>>
  /** Walks a list item by item, page after page: `for await (const booking of client.paginate('listBookings'))`. */
  paginate<Id extends PagedOperationId>(id: Id, ...rest: Rest<CallInput<Id>>): AsyncGenerator<ItemOf<Id>>
  /** `call` for an operation that is known only at run time. */
  send(id: string, input?: LooseInput): Promise<Answer<unknown>>
  /** Walks a list page by page. */
  pages(id: string, input?: LooseInput): AsyncGenerator<Page>
}
