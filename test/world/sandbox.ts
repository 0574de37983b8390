import type { FastifyInstance } from 'fastify'
import type { SandboxClock } from '../../emulator/clock/time/sandbox-clock.ts'
import type { KeyScope } from '../../emulator/fleet/key-ring.ts'
import type { Sandbox } from '../../emulator/sandbox/sandbox.ts'
import { defaultTenantId } from '../../emulator/seed/default-members.ts'
import { listEvents } from '../../emulator/store/events.ts'
import type { WholeDatabase } from '../../emulator/store/store.ts'
import { createProcessServer, type ProcessServer } from '../../emulator/testing/process-server.ts'
import { type Start, startOf } from '../../emulator/testing/start-options.ts'
import { createTemplates } from '../../emulator/testing/templates.ts'
import type { DataSetName } from '../../src/control/data-sets.ts'
import { closeAfterFile } from './left-open.ts'

/** When the reference's example booking was made: the time at which test sandboxes stand still. */
export const testNow = '2026-04-15T09:42:11Z'

/** Real time stands still as well: only the test moves the clock. */
export const testTime = { wall: () => Date.parse(testNow), steady: () => 1e9 }

/** A request as tests write it. The key is the fork's secret key unless they say otherwise; null sends none. */
export interface TestRequest {
  readonly key?: KeyScope | string | null
  readonly tenant?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it stands, as application/json unless the headers say otherwise. */
  readonly rawBody?: string | Buffer
  readonly idempotencyKey?: string
}

export interface TestAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** The body as it came, for files that are no text. */
  readonly bytes: Uint8Array
  /** The parsed body. Loosely typed, because tests also look at what should not be there. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any member and compares it.
  readonly json: any
}

/** A sandbox of one test: a fork of the seeded one, with keys and a frozen clock of its own. */
export interface TestSandbox {
  readonly sandbox: Sandbox
  readonly database: WholeDatabase
  readonly clock: SandboxClock & { set(ms: number): void }
  readonly keys: Readonly<Record<KeyScope, string>>
  send(method: string, url: string, request?: TestRequest): Promise<TestAnswer>
  /** The types of the tenant's events so far, in commit order. */
  eventTypes(tenantId?: string): Promise<string[]>
  /** The payloads of the tenant's events so far, in commit order. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  events(tenantId?: string): Promise<any[]>
}

/** Bugs that the shared server met, for tests that provoke one. */
export const reportedBugs: unknown[] = []

/** Nothing happens by itself: tests turn the clock, and flush, by hand. */
const tools = {
  realTime: testTime,
  idle: true,
  reportBug: (error: unknown) => void reportedBugs.push(error),
}

let shared: ProcessServer | undefined

/** The one server of this process, behind which all sandboxes of its tests are. */
export function sharedServer(): ProcessServer {
  shared ??= createProcessServer(createTemplates(), tools)
  return shared
}

/** How test sandboxes begin. */
export function testStart(dataSet: DataSetName): Start {
  return startOf({ dataSet, clock: testNow, plan: 'enterprise' })
}

/**
 * Forks a seeded sandbox: a copy in memory behind the one server of this process. With the data of the reference
 * only, so that tests say what else they need; `default` has what the examples of the contract need.
 */
export async function forkSandbox(dataSet: DataSetName = 'reference'): Promise<TestSandbox> {
  const server = sharedServer()
  const { fleet, keys, close } = await server.open(testStart(dataSet))
  closeAfterFile(close)
  const { sandbox, database } = fleet.main
  const clock = Object.assign(sandbox.clock, { set: sandbox.clock.moveTo })
  return { sandbox, database, clock, keys, ...requestsTo(server.app, sandbox, keys) }
}

/** How tests talk to a server that they built themselves. */
export function requestsTo(
  app: FastifyInstance,
  sandbox: Sandbox,
  keys: Readonly<Record<KeyScope, string>>,
): Pick<TestSandbox, 'send' | 'events' | 'eventTypes'> {
  const events = async (tenantId = defaultTenantId) =>
    (await sandbox.store.read(trx => listEvents(trx, tenantId)))
      // The event of the example data is older than every test.
      .filter(event => event.seq > 0)
      .map(event => JSON.parse(event.payload))
  return {
    events,
    eventTypes: async tenantId => (await events(tenantId)).map(event => event.type),
    async send(method, url, request = {}) {
      const { key = 'secret', tenant, idempotencyKey, body, rawBody } = request
      const secret = key === 'secret' || key === 'publishable' ? keys[key] : key
      const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body))
      const answer = await app.inject({
        method: method as 'GET',
        url,
        headers: {
          ...(secret !== null && { authorization: `Bearer ${secret}` }),
          ...(tenant !== undefined && { 'x-tenant-id': tenant }),
          ...(idempotencyKey !== undefined && { 'x-idempotency-key': idempotencyKey }),
          ...(payload !== undefined && { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(payload !== undefined && { payload }),
      })
      return {
        status: answer.statusCode,
        headers: answer.headers as Record<string, string | undefined>,
        text: answer.body,
        bytes: answer.rawPayload,
        json: answer.body === '' ? undefined : parsed(answer.body),
      }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
