import type { FastifyInstance } from 'fastify'
import type { DataSetName } from '../../src/control/data-sets.ts'
import type { FirstKeys } from '../../src/control/sandbox-control.ts'
import { Failure } from '../../src/failure/failure.ts'
import type { AllowedHosts } from '../../src/webhooks/allowed-hosts.ts'
import type { RetryProfile } from '../../src/webhooks/retry-profiles.ts'
import { controlFleet, keysLeft } from '../control/fleet-control.ts'
import { askedPlan } from '../fleet/asked-plan.ts'
import { openFleet } from '../fleet/open-fleet.ts'
import { closeAll } from '../sandbox/close-all.ts'
import { defaultTenantId } from '../seed/default-members.ts'
import { presentDataSet } from '../seed/open-sandbox.ts'
import type { Trx } from '../store/schema.ts'
import { setPlan } from '../store/tenants.ts'
import { buildServer } from './build-server.ts'
import { derivedPorts, firstDerivedPort, ordinaryPort, type PortChoice, portChoices } from './choose-port.ts'

/** What `sandbox start` asks for. */
export interface ServeOptions {
  /** A port of 127.0.0.1; 0 takes a free one. Left out: the port of the last run, 4332, or one of the folder's own. */
  readonly port?: number
  /** The project's folder: where the data is kept nowhere, a port of its own follows from this. */
  readonly folder: string
  /** The folder of the sandbox's files, or `:memory:`. */
  readonly data: string
  /** Whether any `sk_live_` and `pk_live_` key acts as the default account's (to paste the reference's examples). */
  readonly allowLiveKeys: boolean
  /** A plan of the reference, `unlimited`, or `<per second>/<per minute>/<per day>`; the data's own unless told. */
  readonly plan?: string
  /** What a new sandbox begins with; one that is found must have begun with it. */
  readonly dataSet?: DataSetName
  /** Origins beside the loopback ones from which pages may use publishable keys. */
  readonly allowOrigins?: readonly string[]
  /** Where webhooks may go; to this machine only unless told. */
  readonly webhooksTo?: AllowedHosts
  /** How often and when failed webhooks are sent again; as the service does unless told. */
  readonly webhookRetries?: RetryProfile
  /** Version of the tool, for /_sandbox/health and the OpenAPI document. */
  readonly version: string
  /** Told of errors that nobody foresaw; the caller of the API sees none of their internals. */
  readonly reportBug: (error: unknown, requestId: string) => void
  /** Told in a sentence when the data cannot be written or read any more, and when it can again. */
  readonly reportTrouble?: (text: string) => void
}

/** A sandbox that answers. */
export interface ServedSandbox {
  readonly baseUrl: string
  readonly port: number
  /** Why it is this port, for people to be told. */
  readonly portChoice: PortChoice
  readonly data: string
  /** The fixed test keys, for the default tenant. */
  readonly keys: FirstKeys
  readonly tenant: string
  /** False when the data was made in this start, true when it was found. */
  readonly resumed: boolean
  /** The data set that its rows came from. */
  readonly dataSet?: DataSetName
  /** The run before this one, if it ended without saying so: killed, or the machine stopped. */
  readonly crashed: { readonly pid: number; readonly since: string } | null
  /** Sentences about kept forks that could not be opened. */
  readonly notes?: readonly string[]
  /** Opens /_sandbox to this machine's commands; new in every run. */
  readonly controlToken: string
  /** Settles once somebody asked through /_sandbox for a stop. */
  readonly stopped: Promise<void>
  /** Stops within a second: answers what it has begun, refuses new requests, closes the files. */
  close(): Promise<void>
}

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
    reportTrouble: options.reportTrouble,
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
