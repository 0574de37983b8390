import { isIPv6 } from 'node:net'
import type { ServedSandbox, ServeOptions } from '../../src/control/served-sandbox.ts'
import { isLoopbackHost } from '../../src/network/loopback.ts'
import { controlFleet, keysLeft } from '../control/fleet-control.ts'
import { askedPlan } from '../fleet/asked-plan.ts'
import { openFleet } from '../fleet/open-fleet.ts'
import type { TrustedHosts } from '../pipeline/trusted-hosts.ts'
import { closeAll } from '../sandbox/close-all.ts'
import { defaultTenantId } from '../seed/default-members.ts'
import { presentDataSet } from '../seed/open-sandbox.ts'
import type { Trx } from '../store/schema.ts'
import { setPlan } from '../store/tenants.ts'
import { buildServer } from './build-server.ts'
import { portChoices } from './choose-port.ts'
import { listen, portOf } from './listen.ts'
import { giveBackAtRest } from './memory-at-rest.ts'

/** Opens the data, builds the server and listens, on 127.0.0.1 by default. Throws a Failure that says what stands in the way. */
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
    reportTrouble: options.reportTrouble,
    dataSet: options.dataSet,
    onProgress: options.onProgress,
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
      ...(options.typedName !== undefined && { typedName: options.typedName }),
      reportBug: options.reportBug,
      ...(options.allowOrigins !== undefined && { allowOrigins: options.allowOrigins }),
      trustedHosts: trustedHostsOf(options),
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
      options.host,
    )
    const stopGivingBack = giveBackAtRest(app.server)
    closing.push(async () => stopGivingBack())
    const port = portOf(app)
    if (portChoice.keep) fleet.keepPort(port)
    return {
      baseUrl: `http://${ownHost(options.host)}:${port}`,
      port,
      portChoice,
      data: options.data,
      keys: keysLeft(fleet),
      tenant: defaultTenantId,
      resumed: main.resumed,
      dataSet: await main.sandbox.store.read(presentDataSet),
      crashed: fleet.crashed,
      notes: fleet.notes,
      controlToken: control.token,
      stopped: stopping.promise,
      close,
    }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

/** Whom the Host header may name. Where other machines may call, they do so by an address or by a name that was allowed. */
function trustedHostsOf({ host, allowHosts = [] }: ServeOptions): TrustedHosts {
  const isOpen = host !== undefined && !isLoopbackHost(isIPv6(host) ? `[${host}]` : host)
  return { names: [...allowHosts, ...(isOpen ? [host.toLowerCase()] : [])], anyAddress: isOpen }
}

/** Under which host this machine's commands find a server that listens there. */
function ownHost(host = '127.0.0.1'): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  // Only with a colon, for Node's first answer compiles an expression for milliseconds.
  return host.includes(':') && isIPv6(host) ? `[${host}]` : host
}

/** Stamps request ids by real time: they are no part of what the sandbox promises. */
export const realClock = { now: () => Date.now() }
