import type { FastifyInstance } from 'fastify'
import type { FleetControl } from '../control/control.ts'
import { controlFleet } from '../control/fleet-control.ts'
import type { Fleet } from '../fleet/fleet.ts'
import { createKeyRing, type KeyRing, randomSecret } from '../fleet/key-ring.ts'
import { openFleet } from '../fleet/open-fleet.ts'
import { buildServer } from '../server/build-server.ts'
import { realClock } from '../server/serve.ts'
import type { Connection } from './connection.ts'
import { contractRoutes } from './contract-routes.ts'
import { type FleetTools, fleetOptionsOf } from './fleet-options.ts'
import { createInjector } from './inject-wire.ts'
import type { Start } from './start-options.ts'
import type { Templates } from './templates.ts'
import { toolVersion } from './tool-version.ts'

/** An address that leads nowhere but into this process; the server trusts its name. */
const insideUrl = 'http://ideadunes.localhost'

/** A sandbox in memory, and what is behind it. */
export interface InsideSandbox extends Connection {
  readonly fleet: Fleet
}

/** One server of this process, which never listens, and independent sandboxes behind it. */
export interface ProcessServer {
  readonly app: FastifyInstance
  /** The keys of all of them: none leads to two. */
  readonly keyRing: KeyRing
  open(start: Start): Promise<InsideSandbox>
}

/** Builds the server: routes and validators take the time of many sandboxes, so one has to do for all. */
export function createProcessServer(templates: Templates, tools: FleetTools): ProcessServer {
  const controls = new Set<FleetControl>()
  const keyRing = createKeyRing({
    allowLiveKeys: false,
    sandboxOfStranger(named = '') {
      const [token, id = ''] = named.split('/')
      return [...controls].find(control => control.token === token)?.fleet.find(id)?.sandbox
    },
  })
  const app = buildServer({
    keyRing,
    version: toolVersion(),
    clock: realClock,
    seed: 'ideadunes',
    control: () => controls,
    reportBug: tools.reportBug,
  })
  return {
    app,
    keyRing,
    async open(start) {
      const keys = { secret: randomSecret('secret'), publishable: randomSecret('publishable') }
      const fleet = await openFleet({ ...(await fleetOptionsOf(start, templates, tools)), keyRing, keys })
      const control = controlFleet(fleet, () => {})
      const injector = createInjector(app)
      controls.add(control)
      return {
        fleet,
        baseUrl: insideUrl,
        controlToken: control.token,
        sandbox: undefined,
        keys,
        routes: contractRoutes,
        forkSeconds: null,
        // The name never leaves the process, so it may hold the token.
        wireOf: (sandbox = 'main') => injector.wireOf(`${control.token}/${sandbox}`),
        async close() {
          for (const { sandbox } of fleet.list()) sandbox.end()
          await injector.idle()
          controls.delete(control)
          await fleet.close()
        },
      }
    },
  }
}
