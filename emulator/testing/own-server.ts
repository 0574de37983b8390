import type { FastifyInstance } from 'fastify'
import { controlFleet } from '../control/fleet-control.ts'
import { openFleet } from '../fleet/open-fleet.ts'
import { closeAll } from '../sandbox/close-all.ts'
import { buildServer } from '../server/build-server.ts'
import { listenOn, portOf } from '../server/listen.ts'
import { realClock } from '../server/serve.ts'
import type { Connection } from './connection.ts'
import { contractRoutes } from './contract-routes.ts'
import { type FleetTools, fleetOptionsOf } from './fleet-options.ts'
import { createInjector } from './inject-wire.ts'
import type { Start } from './start-options.ts'
import type { Templates } from './templates.ts'
import { toolVersion } from './tool-version.ts'

/** A sandbox with a server of its own, as `sandbox start` has one: on a port, or in a folder. */
export async function openOwnServer(
  start: Start,
  templates: Templates,
  tools: FleetTools,
): Promise<Connection> {
  const fleet = await openFleet(await fleetOptionsOf(start, templates, tools))
  const closing: (() => Promise<unknown>)[] = [fleet.close]
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= closeAll(closing.toReversed())
    return closed
  }
  try {
    const control = controlFleet(fleet, () => void close().catch(error => tools.reportBug(error, 'the end')))
    const app = buildServer({
      keyRing: fleet.keyRing,
      version: toolVersion(),
      clock: realClock,
      seed: fleet.main.sandbox.seed,
      control: control,
      reportBug: tools.reportBug,
    })
    const injector = createInjector(app)
    closing.push(injector.idle, () => app.close())
    return {
      baseUrl: start.port === undefined ? 'http://ideadunes.localhost' : await listen(app, start.port),
      controlToken: control.token,
      sandbox: undefined,
      keys: fleet.keys,
      routes: contractRoutes,
      forkSeconds: null,
      // In this process there is no need for the network.
      wireOf: (sandbox = 'main') => injector.wireOf(sandbox),
      close,
    }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

/** Listens, without keeping the process alive: a test that is over must end, whatever it forgot. */
async function listen(app: FastifyInstance, port: number): Promise<string> {
  app.server.on('connection', socket => socket.unref())
  const refusal = await listenOn(app, port, 'port')
  if (refusal !== null) throw refusal
  app.server.unref()
  return `http://127.0.0.1:${portOf(app)}`
}
