import type { ApiError, FieldFault } from '../../src/contract/errors/errors.ts'
import type { AnyFile } from '../../src/contract/media-types.ts'
import type { Operation } from '../../src/contract/operation.ts'
import type { AnyHandler, Context } from '../rules/context/context.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Page, PageRequest } from '../store/page.ts'
import type { Store } from '../store/store.ts'
import type { Tenant } from '../store/tenants.ts'

/** Who calls, for which tenant of which sandbox. */
export interface Caller {
  readonly sandbox: Sandbox
  readonly tenant: Tenant
  readonly key: Context['key']
}

/** The reads of several calls that are to see one state, at one time of the sandbox. */
export interface SharedReads {
  readonly read: Store['read']
  readonly now: number
  /** Told of a call that has more to do after its transaction: then the calls cannot share one. */
  needTurns(): void
}

/** What an operation is asked, whoever asks: HTTP, GraphQL or a test. Its shape is judged, but not yet refused. */
export interface Call {
  readonly operation: Operation
  readonly handler: AnyHandler
  readonly caller: Caller
  readonly requestId: string
  readonly idempotencyKey: string | null
  readonly clientSecret: string | null
  /** The revisions that the object may have: `"<revision>"`, `*`, or null for any. */
  readonly ifMatch: string | null
  readonly input: { readonly params: Record<string, string>; readonly query: unknown; readonly body: unknown }
  /** For lists: the page that is asked for. */
  readonly page: PageRequest | null
  readonly faults: readonly FieldFault[]
  /** Where it reads together with others; by itself by default. */
  readonly reads?: SharedReads | undefined
}

/** How a call ended. A refusal that nobody keeps is thrown instead. */
export interface Outcome {
  /** As HTTP numbers it; other ways in translate it. */
  readonly status: number
  /** What the caller sees; undefined in a replay, of which only the text is kept. */
  readonly object: unknown
  /** The same as JSON, of some lists as bytes; empty where a file is answered. Made once: a replay has the same bytes. */
  readonly text: string | Buffer
  /** The file that is answered in place of JSON. */
  readonly file: AnyFile | null
  /** Of a list: where each item stands, and what is around it. */
  readonly page: Page<unknown> | null
  /** The revision of the object that was answered, or null where it has none. */
  readonly revision: number | null
  /** The refusal, where the operation ran and refused; its text is the error envelope. */
  readonly refusal: ApiError | null
  /** For an answer that was given before: the request that got it first. */
  readonly replay: { readonly requestId: string } | null
}
