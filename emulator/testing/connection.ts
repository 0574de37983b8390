import type { Routes } from '../../src/client/client-types.ts'
import type { Send } from '../../src/client/transport.ts'
import type { AnswerRequest } from './fetch.ts'

/** How requests reach the sandboxes behind one address: over HTTP, or in this process. */
export interface Wire {
  readonly send: Send
  readonly answer: AnswerRequest
}

/** Everything that is needed to talk to one sandbox. */
export interface Connection {
  readonly baseUrl: string
  /** Opens /_sandbox. */
  readonly controlToken: string
  /** Which sandbox behind the address; undefined for the main one. */
  readonly sandbox: string | undefined
  readonly keys: { readonly secret: string; readonly publishable: string }
  /** The wire of one sandbox, by its id. */
  readonly wireOf: (sandbox: string | undefined) => Wire
  /** Where the operations are. */
  readonly routes: () => Routes
  /** In how many seconds a fork is discarded unless somebody does so before; null: never. */
  readonly forkSeconds: number | null
  /** Ends the sandbox, or only leaves one that is not ours. */
  readonly close: () => Promise<void>
}
