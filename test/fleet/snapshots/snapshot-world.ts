import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { defaultKeys } from '../../../emulator/fleet/default-keys.ts'
import type { Fleet } from '../../../emulator/fleet/fleet.ts'
import { openFleet } from '../../../emulator/fleet/open-fleet.ts'
import { buildServer } from '../../../emulator/server/build-server.ts'
import { bodyAt } from '../../operations/bookings/booking-world.ts'
import { temporaryFolder } from '../../store/dialects.ts'
import { handTurnedTime, wallClock } from '../../world/real-time.ts'
import { requestsTo, type TestRequest, type TestSandbox, testNow } from '../../world/sandbox.ts'

const token = 'ctl_of_this_test'

/** A fleet with its control API, on a folder or in memory, whose clock stands still. */
export interface SnapshotWorld extends Pick<TestSandbox, 'send' | 'events'> {
  readonly fleet: Fleet
  readonly app: FastifyInstance
  /** The data folder, or a path that is not there. */
  readonly data: string
  readonly bugs: unknown[]
  /** What was told of the storage. */
  readonly troubles: string[]
  /** Real time, turned by hand. */
  readonly real: ReturnType<typeof handTurnedTime>
  control(method: string, path: string, request?: TestRequest): ReturnType<TestSandbox['send']>
  book(start_at: string, request?: TestRequest): ReturnType<TestSandbox['send']>
  /** Ends the fleet, and begins another on the same folder; `meanwhile` happens in between. */
  restart(meanwhile?: () => unknown): Promise<void>
  /** Begins one after a restart that failed. */
  start(): Promise<void>
  close(): Promise<void>
}

export type Place = 'a folder' | ':memory:'
export const places: readonly Place[] = ['a folder', ':memory:']

/** Starts one; `close` it at the end. */
export async function snapshotWorld(place: Place): Promise<SnapshotWorld> {
  const folder = temporaryFolder()
  const data = join(folder.path, 'data')
  const bugs: unknown[] = []
  const troubles: string[] = []
  const real = handTurnedTime(Date.parse(testNow))
  const start = async () => {
    const fleet = await openFleet({
      data: place === ':memory:' ? place : data,
      allowLiveKeys: false,
      version: '1.2.3',
      realTime: real,
      reportBug: error => bugs.push(error),
      reportTrouble: text => troubles.push(text),
    })
    const app = buildServer({
      keyRing: fleet.keyRing,
      clock: wallClock,
      seed: 'snapshots',
      version: '1.2.3',
      reportBug: error => bugs.push(error),
      control: {
        token,
        fleet: fleet,
        stop: () => {},
        status: async () => ({ pid: 1, data, started_at: testNow, keys: defaultKeys, tenants: [] }),
      } as never,
    })
    await app.ready()
    return { fleet, app }
  }
  let { fleet, app } = await start()
  const send: TestSandbox['send'] = (...request) =>
    requestsTo(app, fleet.main.sandbox, defaultKeys).send(...request)
  const control: SnapshotWorld['control'] = (method, path, request) =>
    send(method, `/_sandbox${path}`, { key: token, ...request })
  const end = async () => {
    await app.close()
    await fleet.close()
  }
  await control('POST', '/clock/freeze', { body: { at: testNow } })
  return {
    get fleet() {
      return fleet
    },
    get app() {
      return app
    },
    data,
    bugs,
    troubles,
    real,
    send,
    events: tenantId => requestsTo(app, fleet.main.sandbox, defaultKeys).events(tenantId),
    control,
    book: (start_at, request) => send('POST', '/v2/bookings', { body: bodyAt(start_at), ...request }),
    async restart(meanwhile) {
      await end()
      await meanwhile?.()
      ;({ fleet, app } = await start())
    },
    async start() {
      ;({ fleet, app } = await start())
    },
    async close() {
      await end()
      folder.remove()
    },
  }
}
