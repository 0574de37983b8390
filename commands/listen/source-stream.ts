import type { EventStreamQuery } from '../../src/client/control/stream-calls.ts'
import type { ControlClient } from '../../src/client/control-client.ts'
import type { StreamHello, StreamReplaced } from '../../src/control/sandbox-control.ts'
import type { StreamMessage } from '../../src/control/stream-message.ts'
import { Failure } from '../../src/failure/failure.ts'
import { type Arrival, arrivedEvent } from './arrivals.ts'
import type { Beginning } from './beginning.ts'
import { mayPass, reconnectWaitMs } from './reconnect.ts'

export interface StreamSourceOptions {
  /** The sandbox as it can be reached now, or undefined while it does not run. Asked again for each connection. */
  readonly locate: () => ControlClient | undefined
  /** Whether a refused token may be another one soon: a sandbox makes a new one at each start. */
  readonly tokenMayChange: boolean
  readonly beginning: Beginning
  readonly type?: string | undefined
  readonly tenant?: string | undefined
  readonly sleep: (ms: number) => Promise<void>
  readonly signal: AbortSignal
  /** The sandbox shows every 15 s that it lives; without a sign for so long it has gone. 45 s by default. */
  readonly silenceMs?: number
}

/**
 * Events of a local sandbox, streamed. When the connection ends it connects again and goes on after the last event
 * that came. Throws what goes wrong at the first connection, and what will not pass.
 */
export async function* streamedArrivals(options: StreamSourceOptions): AsyncGenerator<Arrival> {
  const { locate, beginning, type, tenant, sleep, signal, silenceMs = 45_000 } = options
  let place: EventStreamQuery = beginning
  let connected = false
  let tries = 0
  while (!signal.aborted) {
    try {
      const client = locate()
      if (client === undefined) throw new Failure('unreachable', 'no_sandbox', 'The sandbox does not run')
      for await (const message of client.streamEvents({ ...place, type, tenant }, silenceMs)) {
        const { arrival, after } = read(message, tenant, connected)
        if (after !== undefined) place = { after }
        if (arrival === undefined) continue
        if (arrival.kind === 'connected') {
          connected = true
          tries = 0
        }
        yield arrival
      }
      if (signal.aborted) return
      if (tries === 0) yield { kind: 'lost', why: 'the sandbox ended it' }
    } catch (error) {
      if (signal.aborted) return
      const passes = mayPass(error) || (options.tokenMayChange && isRefusal(error))
      if (!connected || !passes) throw error
      if (tries === 0) yield { kind: 'lost', why: (error as Failure).message }
    }
    await sleep(reconnectWaitMs(tries))
    tries += 1
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Failure && error.kind === 'auth'
}

function read(
  { event, id, data }: StreamMessage,
  tenant: string | undefined,
  again: boolean,
): { readonly arrival?: Arrival; readonly after?: string } {
  if (event === 'hello') {
    const { sandbox, begins, waiting, after } = JSON.parse(data) as StreamHello
    const to = `${sandbox}, ${tenant ?? 'all tenants'}`
    return { arrival: { kind: 'connected', to, again, isLost: begins === 'now_for_lack', waiting }, after }
  }
  if (event === 'replaced') {
    return { arrival: { kind: 'replaced' }, after: (JSON.parse(data) as StreamReplaced).after }
  }
  if (event === 'resent') return { arrival: arrivedEvent(data, true) }
  // Kinds of messages that are not known yet are for later versions of this tool.
  if (event !== 'message') return {}
  return { arrival: arrivedEvent(data), ...(id !== undefined && { after: id }) }
}
