import type { FastifyInstance } from 'fastify'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import type { KeyRing } from '../../emulator/fleet/key-ring.ts'
import { type FleetOptions, openFleet } from '../../emulator/fleet/open-fleet.ts'
import type { Sandbox } from '../../emulator/sandbox/sandbox.ts'
import { buildServer, type ServerOptions } from '../../emulator/server/build-server.ts'
import { handTurnedTime, wallClock } from '../world/real-time.ts'
import { requestsTo, type TestRequest, type TestSandbox, testNow } from '../world/sandbox.ts'

export const token = 'ctl_of_this_test'

/** A sandbox with all that `sandbox start` gives it but a port: control API, timers, and real time turned by hand. */
export interface ControlledSandbox extends Pick<TestSandbox, 'send' | 'events' | 'eventTypes'> {
  readonly app: FastifyInstance
  readonly keyRing: KeyRing
  readonly sandbox: Sandbox
  readonly real: ReturnType<typeof handTurnedTime>
  readonly bugs: unknown[]
  readonly stops: number[]
  /** Sends to /_sandbox with the control token, unless the request has another key. */
  control(method: string, path: string, request?: TestRequest): ReturnType<TestSandbox['send']>
  close(): Promise<void>
}

/** Starts one; `close` it at the end. */
export async function controlledSandbox(
  allowOrigins: readonly string[] = [],
  hosting: Partial<FleetOptions> = {},
  serving: Partial<ServerOptions> = {},
): Promise<ControlledSandbox> {
  const real = handTurnedTime(Date.parse(testNow))
  const bugs: unknown[] = []
  const stops: number[] = []
  const fleet = await openFleet({
    data: ':memory:',
    allowLiveKeys: false,
    realTime: real,
    reportBug: error => bugs.push(error),
    ...hosting,
  })
  const { sandbox } = fleet.main
  const app = buildServer({
    keyRing: fleet.keyRing,
    clock: wallClock,
    seed: 'control',
    version: '1.2.3',
    allowOrigins,
    reportBug: error => bugs.push(error),
    ...serving,
    control: {
      token,
      fleet,
      stop: () => stops.push(1),
      status: async () => ({
        pid: 1,
        data: ':memory:',
        started_at: testNow,
        keys: defaultKeys,
        tenants: [],
        webhooks: { retries: 'spec', pending: 0 },
      }),
    },
  })
  await app.ready()
  const { send, events, eventTypes } = requestsTo(app, sandbox, defaultKeys)
  return {
    app,
    keyRing: fleet.keyRing,
    sandbox,
    real,
    bugs,
    stops,
    send,
    events,
    eventTypes,
    control: (method, path, request) => send(method, `/_sandbox${path}`, { key: token, ...request }),
    async close() {
      await app.close()
      await fleet.close()
    },
  }
}
