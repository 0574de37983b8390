import type { Client, ClientOptions } from '../../src/client/client-types.ts'
import { createControlClient } from '../../src/client/control-client.ts'
import { createClientFor } from '../../src/client/create-client.ts'
import type { Send } from '../../src/client/transport.ts'
import { Failure } from '../../src/failure/failure.ts'
import { type SandboxTime, sandboxTime } from './clock.ts'
import type { Connection } from './connection.ts'
import { type Duration, durationSeconds } from './duration.ts'
import { type SandboxEvents, sandboxEvents } from './events.ts'
import { type SandboxFaults, sandboxFaults } from './faults.ts'
import { sandboxFetch } from './fetch.ts'
import { type SandboxKeys, type SandboxTenants, sandboxKeys, sandboxTenants } from './keys.ts'
import { createLife } from './life.ts'
import { type SandboxMessages, sandboxMessages } from './messages.ts'
import { type SandboxRequests, sandboxRequests } from './requests.ts'

export interface ForkOptions {
  /** What to call it; unique among the forks. */
  readonly name?: string
  /** After how much real time it is discarded, if nobody closes it before. */
  readonly expires?: Duration
}

/** Who a client calls as: with the secret key, for its own tenant, and without sending anything twice, by default. */
export type SandboxClientOptions = Partial<Pick<ClientOptions, 'apiKey' | 'tenant' | 'retries' | 'timeoutMs'>>

/** A sandbox of the IdeaDunes API for tests. `await using` closes it at the end of its block. */
export interface Sandbox extends AsyncDisposable {
  /** Where it is: without a port, an address that only `fetch` of this sandbox knows. */
  readonly baseUrl: string
  /** Opens /_sandbox: for `connectSandbox` in another process. */
  readonly controlToken: string
  readonly keys: SandboxKeys
  readonly tenants: SandboxTenants
  readonly clock: SandboxTime
  readonly events: SandboxEvents
  readonly requests: SandboxRequests
  /** What customers would have been told. Nothing is ever sent. */
  readonly messages: SandboxMessages
  /** Requests that fail as in real life: errors, delays, dropped connections. */
  readonly faults: SandboxFaults
  /** The typed client, with the secret key. It sends nothing twice: a test sees the first answer. */
  readonly client: Client
  /** A client for another key or tenant, or one that retries. */
  createClient(options?: SandboxClientOptions): Client
  /** `fetch` for this sandbox; adds the secret key unless the request has an Authorization header. */
  readonly fetch: typeof fetch
  /** A copy as it is now, with keys of its own; what happens in one is not seen in the other. */
  fork(options?: ForkOptions): Promise<Sandbox>
  /** Goes back to how it was started: data, clock, plan and ids. Keys stay. */
  reset(): Promise<void>
  /** Ends it, with its forks. One that `connectSandbox` found runs on. Closing twice is closing once. */
  close(): Promise<void>
}

/** What a sandbox was copied with, and is not its own. */
interface Before {
  readonly eventId: string | undefined
  readonly request: number
  readonly messageId: string | undefined
}

const nothingBefore: Before = { eventId: undefined, request: 0, messageId: undefined }
const userAgent = 'ideadunes-testing'

/** The sandbox of a connection. One implementation for those in this process and those behind HTTP. */
export function openSandbox(connection: Connection, before = nothingBefore): Sandbox {
  const { baseUrl, controlToken, keys } = connection
  const wire = connection.wireOf(connection.sandbox)
  const life = createLife(connection.close)
  const send: Send = async request => {
    life.check()
    return await wire.send(request)
  }
  const { sandbox } = connection
  const controlOver = (over: Send) =>
    createControlClient({ baseUrl, token: controlToken, sandbox, userAgent, send: over })
  const control = controlOver(send)
  const createClient = (options: SandboxClientOptions = {}) =>
    createClientFor(connection.routes(), {
      baseUrl,
      apiKey: keys.secret,
      retries: 0,
      userAgent,
      ...options,
      send,
    })
  let own = before
  let client: Client | undefined
  return {
    baseUrl,
    controlToken,
    keys: sandboxKeys(control, keys),
    tenants: sandboxTenants(control),
    clock: sandboxTime(control),
    events: sandboxEvents(control, () => own.eventId),
    requests: sandboxRequests(control, () => own.request),
    messages: sandboxMessages(control, () => own.messageId),
    faults: sandboxFaults(control),
    get client() {
      client ??= createClient()
      return client
    },
    createClient,
    fetch: sandboxFetch(baseUrl, keys.secret, async request => {
      life.check()
      return await wire.answer(request)
    }),
    async fork({ name, expires } = {}) {
      const seconds = expires === undefined ? connection.forkSeconds : durationSeconds(expires, 'expires')
      const made = await control.fork({
        ...(name !== undefined && { name }),
        ...(seconds !== null && { expires_in_seconds: seconds }),
      })
      const forked = { ...connection, sandbox: made.id, keys: made.keys }
      // Not by the guarded way: it is also the end of this sandbox that ends its forks.
      const discard = () => endFork(() => controlOver(wire.send).discardFork(made.id))
      const fork = openSandbox(
        {
          ...forked,
          async close() {
            letGo()
            await discard()
          },
        },
        {
          eventId: made.last_event_id ?? undefined,
          request: made.last_request_number,
          messageId: made.last_message_id ?? undefined,
        },
      )
      const letGo = life.adopt(fork)
      return fork
    },
    async reset() {
      await control.reset()
      own = nothingBefore
    },
    close: life.end,
    [Symbol.asyncDispose]: life.end,
  }
}

/** A fork that is gone already, because its time was over, is as good as discarded. */
async function endFork(discard: () => Promise<unknown>): Promise<void> {
  try {
    await discard()
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not_found') throw error
  }
}
