import type {
  ClockAdvance,
  ClockChange,
  ClockView,
  FollowedRequest,
  ForkMade,
  ForkRequest,
  RequestQuery,
  SandboxList,
  SandboxStatus,
  SandboxView,
} from '../control/sandbox-control.ts'
import type { Ask, AskParts } from './control/ask.ts'
import { type EventCalls, eventCalls } from './control/event-calls.ts'
import { type FaultCalls, faultCalls } from './control/fault-calls.ts'
import { type KeyCalls, keyCalls } from './control/key-calls.ts'
import { type MessageCalls, messageCalls } from './control/message-calls.ts'
import { type SeedCalls, seedCalls } from './control/seed-calls.ts'
import { type SnapshotCalls, snapshotCalls } from './control/snapshot-calls.ts'
import { type StreamCalls, streamCalls } from './control/stream-calls.ts'
import { type TenantCalls, tenantCalls } from './control/tenant-calls.ts'
import { exchange } from './exchange.ts'
import { jsonLines } from './json-lines.ts'
import { parseBaseUrl, requestUrl } from './request-url.ts'
import type { Send, WireRequest } from './transport.ts'
import { wireHeaders } from './wire-headers.ts'

export interface ControlOptions {
  readonly baseUrl: string
  /** What every request but `health` needs. */
  readonly token?: string | undefined
  /** Which sandbox behind the port is meant, by id or name; the main one by default. */
  readonly sandbox?: string | undefined
  readonly userAgent: string
  readonly signal?: AbortSignal
  /** For tests: the wire. */
  readonly send?: Send
}

/** The control API of one sandbox. Everything that goes wrong is thrown as a `Failure`. */
export interface ControlClient
  extends TenantCalls,
    KeyCalls,
    EventCalls,
    MessageCalls,
    FaultCalls,
    SnapshotCalls,
    SeedCalls,
    StreamCalls {
  health(): Promise<{ readonly status: string; readonly version: string }>
  status(): Promise<SandboxStatus>
  stop(): Promise<void>
  /** The sandboxes behind the port. */
  sandboxes(): Promise<SandboxList>
  fork(wish: ForkRequest): Promise<ForkMade>
  discardFork(idOrName: string): Promise<SandboxView>
  clock(): Promise<ClockView>
  freezeClock(at: string | undefined): Promise<ClockChange>
  setClock(at: string): Promise<ClockChange>
  advanceClock(advance: ClockAdvance): Promise<ClockChange>
  resumeClock(options: { readonly real: boolean }): Promise<ClockChange>
  /** The newest that match, then each as it is answered; ends when the sandbox does. */
  followRequests(filter: RequestQuery): AsyncGenerator<FollowedRequest>
}

const quickMs = 10_000
/** A clock that runs until nothing is left may have years of jobs before it. */
const longMs = 600_000

/** Makes a client of the control API. Nothing is sent twice: to advance a clock again is another change. */
export function createControlClient(options: ControlOptions): ControlClient {
  const base = parseBaseUrl(options.baseUrl)

  function request(
    method: string,
    path: string,
    { body, yaml, query = {}, timeoutMs = quickMs, signal = options.signal }: AskParts = {},
  ): WireRequest {
    const { token, sandbox, userAgent } = options
    const headers = {
      accept: 'application/json',
      authorization: token === undefined ? undefined : `Bearer ${token}`,
      'content-type':
        yaml !== undefined ? 'application/yaml' : body === undefined ? undefined : 'application/json',
      'user-agent': userAgent,
      'x-sandbox': sandbox,
    }
    return {
      method,
      url: requestUrl(base, `/_sandbox/${path}`, {}, query),
      headers: wireHeaders(headers),
      body: yaml ?? (body === undefined ? undefined : JSON.stringify(body)),
      timeoutMs,
      signal,
      keepAlive: false,
    }
  }

  const ask: Ask = async (method, path, members, parts = {}) => {
    const { send } = options
    const once = { retries: 0, ...(send !== undefined && { send }) }
    return (await exchange(request(method, path, parts), once, { answers: members })).data as never
  }

  const change = (path: string, body: object) =>
    ask<ClockChange>('POST', path, ['clock', 'fired'], { body, timeoutMs: longMs })
  return {
    health: () => ask('GET', 'health', ['status', 'version'], { timeoutMs: 2_000 }),
    status: () => ask('GET', 'status', ['keys']),
    stop: async () => void (await ask<{ readonly status: string }>('POST', 'stop', ['status'])),
    sandboxes: () => ask('GET', 'sandboxes', ['data']),
    fork: body => ask('POST', 'forks', ['id', 'keys'], { body, timeoutMs: longMs }),
    discardFork: idOrName => ask('DELETE', `forks/${encodeURIComponent(idOrName)}`, ['id']),
    clock: () => ask('GET', 'clock', ['mode', 'now']),
    freezeClock: at => change('clock/freeze', at === undefined ? {} : { at }),
    setClock: at => change('clock/set', { at }),
    advanceClock: advance => change('clock/advance', advance),
    resumeClock: ({ real }) => change('clock/resume', real ? { real } : {}),
    ...seedCalls(ask),
    ...tenantCalls(ask),
    ...keyCalls(ask),
    ...eventCalls(ask),
    ...messageCalls(ask),
    ...faultCalls(ask),
    ...snapshotCalls(ask, request),
    ...streamCalls(ask, request),
    followRequests: filter => {
      const lines = jsonLines(request('GET', 'requests', { query: { ...filter, follow: true } }))
      return lines as AsyncGenerator<FollowedRequest>
    },
  }
}
