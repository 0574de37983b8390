import type { FastifyInstance } from 'fastify'
import type { PortChoice, ServedSandbox, ServeOptions } from '../../src/control/served-sandbox.ts'
import { Failure } from '../../src/failure/failure.ts'
import { controlFleet, keysLeft } from '../control/fleet-control.ts'
import { askedPlan } from '../fleet/asked-plan.ts'
import { openFleet } from '../fleet/open-fleet.ts'
import { closeAll } from '../sandbox/close-all.ts'
import { defaultTenantId } from '../seed/default-members.ts'
import { presentDataSet } from '../seed/open-sandbox.ts'
import type { Trx } from '../store/schema.ts'
import { setPlan } from '../store/tenants.ts'
import { buildServer } from './build-server.ts'
import { derivedPorts, firstDerivedPort, ordinaryPort, portChoices } from './choose-port.ts'

/** Opens the data, builds the server and listens on 127.0.0.1. Throws a Failure that says what stands in the way. */
export async function serveSandbox(options: ServeOptions): Promise<ServedSandbox> {
  const plan = options.plan === undefined ? null : askedPlan(options.plan, '--plan')
  const { webhookRetries = 'spec' } = options
  const fleet = await openFleet({
    webhooksTo: options.webhooksTo,
    webhooks: { profile: webhookRetries },
    data: options.data,
    allowLiveKeys: options.allowLiveKeys,
    version: options.version,
    reportBug: options.reportBug,
    dataSet: options.dataSet,
    ...(plan !== null && { setUp: (trx: Trx) => setPlan(trx, plan) }),
  })
  const closing: (() => Promise<void>)[] = [fleet.close]
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= closeAll(closing.toReversed())
    return closed
  }
  try {
    const stopping = Promise.withResolvers<void>()
    const control = controlFleet(fleet, stopping.resolve, webhookRetries)
    const { main } = fleet
    const app = buildServer({
      keyRing: fleet.keyRing,
      clock: realClock,
      seed: main.sandbox.seed,
      version: options.version,
      reportBug: options.reportBug,
      ...(options.allowOrigins !== undefined && { allowOrigins: options.allowOrigins }),
      control: control,
    })
    closing.push(() => app.close())
    const inMemory = options.data === ':memory:'
    const portChoice = await listen(
      app,
      portChoices({
        asked: options.port,
        last: fleet.lastPort,
        folder: inMemory ? options.folder : options.data,
        keeps: !inMemory,
      }),
    )
    const port = portOf(app)
    if (portChoice.keep) fleet.keepPort(port)
    return {
      baseUrl: `http://127.0.0.1:${port}`,
      port,
      portChoice,
      data: options.data,
      keys: keysLeft(fleet),
      tenant: defaultTenantId,
      resumed: main.resumed,
      dataSet: await main.sandbox.store.read(presentDataSet),
      crashed: fleet.crashed,
      controlToken: control.token,
      stopped: stopping.promise,
      close,
    }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

/** Stamps request ids by real time: they are no part of what the sandbox promises. */
export const realClock = { now: () => Date.now() }

/** Listens on the first port that is free. Throws a usage Failure when none is, or the one that was asked for is taken. */
export async function listen(app: FastifyInstance, choices: Iterable<PortChoice>): Promise<PortChoice> {
  for (const choice of choices) {
    try {
      await app.listen({ host: '127.0.0.1', port: choice.port })
      return choice
    } catch (error) {
      const code = (error as { code?: unknown }).code
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
      if (choice.reason === 'asked') throw unusablePort(choice.port, code, error)
    }
  }
  throw new Failure('usage', 'no_free_port', 'All ports that a sandbox looks for are taken', {
    hint: `They are ${ordinaryPort} and ${firstDerivedPort} to ${firstDerivedPort + derivedPorts - 1}. Take another with --port N (0 takes a free one).`,
    field: '--port',
  })
}

function unusablePort(port: number, code: string, cause: unknown): Failure {
  const inUse = code === 'EADDRINUSE'
  const what = inUse ? 'is already in use' : 'may not be used by this user'
  return new Failure('usage', inUse ? 'port_in_use' : 'port_forbidden', `Port ${port} ${what}`, {
    hint: 'Stop the program that listens there, or take another port with --port N (0 takes a free one).',
    field: '--port',
    cause,
  })
}

/** The port on which a server listens. */
export function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
