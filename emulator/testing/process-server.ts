import type { FastifyInstance } from 'fastify'
import { openRoom } from '../control/fleet-control.ts'
import type { ControlRoom } from '../control/routes.ts'
import { createHost, type Host, randomSecret } from '../fleet/key-ring.ts'
import { openSandboxHost, type SandboxHost } from '../fleet/open-fleet.ts'
import { buildServer } from '../server/build-server.ts'
import { realClock } from '../server/serve.ts'
import type { Connection } from './connection.ts'
import { contractRoutes } from './contract-routes.ts'
import { type HostingTools, hostingOf } from './hosting.ts'
import { createInjector } from './inject-wire.ts'
import type { Start } from './start-options.ts'
import type { Templates } from './templates.ts'
import { toolVersion } from './tool-version.ts'

/** An address that leads nowhere but into this process; the server trusts its name. */
const insideUrl = 'http://ideadunes.localhost'

/** A sandbox in memory, and what is behind it. */
export interface InsideSandbox extends Connection {
  readonly shelf: SandboxHost
}

/** One server of this process, which never listens, and independent sandboxes behind it. */
export interface ProcessServer {
  readonly app: FastifyInstance
  /** The keys of all of them: none leads to two. */
  readonly host: Host
  open(start: Start): Promise<InsideSandbox>
}

/** Builds the server: routes and validators take the time of many sandboxes, so one has to do for all. */
export function createProcessServer(templates: Templates, tools: HostingTools): ProcessServer {
  const rooms = new Set<ControlRoom>()
  const host = createHost({
    allowLiveKeys: false,
    sandboxOfStranger(named = '') {
      const [token, id = ''] = named.split('/')
      return [...rooms].find(room => room.token === token)?.shelf.find(id)?.sandbox
    },
  })
  const app = buildServer({
    host,
    version: toolVersion(),
    clock: realClock,
    seed: 'ideadunes',
    control: () => rooms,
    reportBug: tools.reportBug,
  })
  return {
    app,
    host,
    async open(start) {
      const keys = { secret: randomSecret('secret'), publishable: randomSecret('publishable') }
      const shelf = await openSandboxHost({ ...(await hostingOf(start, templates, tools)), host, keys })
      const room = openRoom(shelf, () => {})
      const injector = createInjector(app)
      rooms.add(room)
      return {
        shelf,
        baseUrl: insideUrl,
        controlToken: room.token,
        sandbox: undefined,
        keys,
        routes: contractRoutes,
        forkSeconds: null,
        // The name never leaves the process, so it may hold the token.
        wireOf: (sandbox = 'main') => injector.wireOf(`${room.token}/${sandbox}`),
        async close() {
          for (const { sandbox } of shelf.list()) sandbox.end()
          await injector.idle()
          rooms.delete(room)
          await shelf.close()
        },
      }
    },
  }
}
