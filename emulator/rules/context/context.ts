import type { Static, TSchema } from 'typebox'
import type { ApiError } from '../../../src/contract/errors/errors.ts'
import type { EventType, events } from '../../../src/contract/event-types.ts'
import type { OperationId, Operations } from '../../../src/contract/index.ts'
import type { FileOf, FileType } from '../../../src/contract/media-types.ts'
import type { InputOf, ResultOf } from '../../../src/contract/operation.ts'
import type { Turns } from '../../../src/time/turns.ts'
import type { Person } from '../../store/erase-person.ts'
import type { IdSource } from '../../store/ids.ts'
import type { Page, PageRequest } from '../../store/page.ts'
import type { Trx } from '../../store/schema.ts'
import type { Tenant } from '../../store/tenants.ts'

type Events = typeof events

// Looked up by key, not worked out in the call: inferring through the schemas takes the type checker seconds.
type EventObjects = { [Type in EventType]: Static<Events[Type]['object']> }
type EventSiblings = {
  [Type in EventType]: {
    [Name in keyof Events[Type]['siblings']]: Static<Extract<Events[Type]['siblings'][Name], TSchema>>
  }
}

/** Records an event in the open transaction. It is delivered after the commit, and never without it. */
export type Emit = <Type extends EventType>(
  type: Type,
  object: EventObjects[Type],
  siblings?: EventSiblings[Type],
) => Promise<void>

/** Something that the clock is to do at its time. */
export interface Job {
  /** One of the kinds that `emulator/jobs` maps to an operation. */
  readonly kind: string
  readonly objectId: string
  /** Sandbox time in milliseconds. */
  readonly dueMs: number
  readonly data?: Readonly<Record<string, unknown>>
}

/** A row that changed: null before it was made, and after it was deleted. */
export interface Change {
  /** The kind of object, such as `booking`. */
  readonly object: string
  readonly id: string
  readonly before: object | null
  readonly after: object | null
}

/** A key that may act for a tenant, as far as it is told. */
export interface Access {
  readonly id: string
  readonly hint: string
  readonly scope: 'secret' | 'publishable'
  readonly accountId: string
}

/** A copy of the sandbox that keeps the data of its time. */
export interface Copy {
  readonly kind: 'snapshot' | 'fork'
  readonly name: string
}

/** A person who was taken out of everything. */
export interface Erasure {
  readonly customerIds: readonly string[]
  /** Takes the person out of the text of a column. */
  readonly scrub: Person['scrub']
}

/** Schedules jobs in the open transaction. */
export type Schedule = (jobs: readonly Job[]) => Promise<void>

/** What an operation gets from outside. It knows nothing of HTTP and reads no clock of its own. */
export interface Context {
  readonly tenant: Tenant
  readonly key: { readonly id: string; readonly scope: 'secret' | 'publishable' }
  readonly trx: Trx
  /** To be passed in long work; they end only in a transaction of its own (`writesLong`). */
  readonly turns: Turns
  /** Sandbox time in milliseconds; the same for the whole operation. */
  readonly now: number
  readonly ids: IdSource
  readonly emit: Emit
  readonly schedule: Schedule
  /** Notes that a row of an object changes, where it does: what has to be told or proved of it later follows from this. */
  changed<Row extends { readonly id: string }>(object: string, before: Row | null, after: Row | null): void
  /**
   * Offers to the waitlist what the changes so far have freed. It is done after the work by whoever opened the context;
   * only where an event comes behind those of the offers, it is asked for before.
   */
  offerFreed(): Promise<void>
  /** Notes that a person was erased: what is outside of the rows follows after the commit. */
  erased(erasure: Erasure): void
  /** The keys that lead to this sandbox now. */
  access(): readonly Access[]
  /** The copies that were made of this sandbox, and are still there. */
  copies(): readonly Copy[]
  /** Null when the clock acts. */
  readonly requestId: string | null
  /** From which ids and secrets are drawn. */
  readonly seed: string
  /** Whether webhooks may go to a host, as far as its name tells. */
  allowsWebhooksTo(hostname: string): boolean
  /** The If-Match header: `"<revision>"`, `*`, or null without one. */
  readonly ifMatch: string | null
  /** The secret that lets a publishable key at one object of this tenant. */
  clientSecretOf(objectId: string): string
}

/** Context of a list: with the page that is asked for. */
export interface ListContext extends Context {
  readonly page: PageRequest
}

/** An operation as code: same input and output over REST, GraphQL and in process. */
export type Handler<Id extends OperationId> = Operations[Id]['mediaType'] extends FileType
  ? (ctx: Context, input: InputOf<Operations[Id]>) => Promise<FileOf<Operations[Id]['mediaType']>>
  : JsonHandler<Id>

type JsonHandler<Id extends OperationId> =
  ResultOf<Operations[Id]> extends {
    data: (infer Item)[]
    has_more: boolean
  }
    ? (ctx: ListContext, input: InputOf<Operations[Id]>) => Promise<Page<Item>>
    : (ctx: Context, input: InputOf<Operations[Id]>) => Promise<ResultOf<Operations[Id]>>

/** Reads again, in a transaction of its own; the time is still that of the operation. */
export type ReadAgain = <Value>(work: (ctx: Context) => Promise<Value>) => Promise<Value>

/**
 * A read that computes for long: in its transaction it finds what is asked for, and gives the rest of its work, which is
 * done after it. That may wait and let others go first, and read more piece by piece. Where nothing is left to do, it
 * gives the answer.
 */
export type LongHandler<Id extends OperationId> = (
  ctx: ListContext,
  input: InputOf<Operations[Id]>,
) => Promise<Answered<Id> | ((read: ReadAgain) => Promise<Answered<Id>>)>

/** What an operation answers: of a list, its page. */
type Answered<Id extends OperationId> =
  ResultOf<Operations[Id]> extends {
    data: (infer Item)[]
    has_more: boolean
  }
    ? Page<Item>
    : ResultOf<Operations[Id]>

/**
 * An operation that may end in a refusal with rows of its own, such as a declined payment: what it returns commits,
 * what it throws is undone.
 */
export type RefusingHandler<Id extends OperationId> = (
  ctx: Context,
  input: InputOf<Operations[Id]>,
) => Promise<ResultOf<Operations[Id]> | ApiError>

/** The handlers of all operations, by id. */
export type Handlers = {
  readonly [Id in OperationId]: Handler<Id> | RefusingHandler<Id> | LongHandler<Id>
}

/** A handler as the pipeline calls it, after validation has made the input what the contract says. */
export type AnyHandler = (ctx: ListContext, input: never) => Promise<unknown>
