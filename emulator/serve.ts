import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { parsePlan, plans } from '../src/contract/plans.ts'
import { Failure } from '../src/failure.ts'
import type { AllowedHosts } from '../src/webhooks/allowed-hosts.ts'
import type { RetryProfile } from '../src/webhooks/retry-profiles.ts'
import type { HostedSandbox } from './control/controlled.ts'
import { openSandboxHost, type SandboxHost } from './sandbox-host.ts'
import { defaultKeys } from './seed/default-keys.ts'
import { defaultTenantId } from './seed/default-members.ts'
import { buildServer } from './server.ts'
import { countPending } from './store/deliveries.ts'
import type { Trx } from './store/schema.ts'
import { listTenants, setPlan } from './store/tenants.ts'

/** What `sandbox start` asks for. */
export interface ServeOptions {
  /** A port of 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** The folder of the sandbox's files, or `:memory:`. */
  readonly data: string
  /** Whether any `sk_live_` and `pk_live_` key acts as the default account's (to paste the reference's examples). */
  readonly allowLiveKeys: boolean
  /** A plan of the reference, `unlimited`, or `<per second>/<per minute>/<per day>`; the data's own unless told. */
  readonly plan?: string
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
}

/** A sandbox that answers. */
export interface ServedSandbox {
  readonly baseUrl: string
  readonly port: number
  readonly data: string
  /** The fixed test keys, for the default tenant. */
  readonly keys: { readonly secret: string; readonly publishable: string }
  readonly tenant: string
  /** False when the data was made in this start, true when it was found. */
  readonly resumed: boolean
  /** Opens /_sandbox to this machine's commands; new in every run. */
  readonly controlToken: string
  /** Settles once somebody asked through /_sandbox for a stop. */
  readonly stopped: Promise<void>
  /** Stops within a second: refuses new requests, ends open connections, closes the files. */
  close(): Promise<void>
}

/** Opens the data, builds the server and listens on 127.0.0.1. Throws a Failure that says what stands in the way. */
export async function serveSandbox(options: ServeOptions): Promise<ServedSandbox> {
  const plan = options.plan === undefined ? null : readPlan(options.plan)
  const { webhookRetries = 'spec' } = options
  const shelf = await openSandboxHost({
    webhooksTo: options.webhooksTo,
    webhooks: { profile: webhookRetries },
    data: options.data,
    allowLiveKeys: options.allowLiveKeys,
    reportBug: options.reportBug,
    ...(plan !== null && { setUp: (trx: Trx) => setPlan(trx, plan) }),
  })
  const closing: (() => Promise<void>)[] = [shelf.close]
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    const controlToken = `ctl_${randomBytes(24).toString('base64url')}`
    const stopping = Promise.withResolvers<void>()
    const { main } = shelf
    const app = buildServer({
      host: shelf.host,
      clock: realClock,
      seed: main.sandbox.seed,
      version: options.version,
      reportBug: options.reportBug,
      ...(options.allowOrigins !== undefined && { allowOrigins: options.allowOrigins }),
      control: {
        token: controlToken,
        shelf,
        stop: stopping.resolve,
        status: statusOf(shelf, webhookRetries),
      },
    })
    closing.push(() => app.close())
    const port = await listen(app, options.port)
    shelf.keepPort(port)
    return {
      baseUrl: `http://127.0.0.1:${port}`,
      port,
      data: options.data,
      keys: defaultKeys,
      tenant: defaultTenantId,
      resumed: main.resumed,
      controlToken,
      stopped: stopping.promise,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Stamps request ids by real time: they are no part of what the sandbox promises. */
const realClock = { now: () => Date.now() }

function statusOf(shelf: SandboxHost, retries: RetryProfile) {
  const startedAt = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  return async ({ sandbox, data }: HostedSandbox) => ({
    pid: process.pid,
    data,
    started_at: startedAt,
    // Only the fixed keys can be told again.
    keys: sandbox === shelf.main.sandbox ? defaultKeys : null,
    tenants: (await sandbox.store.read(listTenants)).map(({ id, name, plan }) => ({ id, name, plan })),
    webhooks: { retries, pending: await sandbox.store.read(countPending) },
  })
}

function readPlan(text: string) {
  const plan = parsePlan(text)
  if (plan !== null) return plan
  throw new Failure('usage', 'unknown_plan', `There is no plan ${text}`, {
    hint: `Take one of ${Object.keys(plans).join(', ')}, or negotiated limits such as 100/5000/500000 (per second, minute and day).`,
    field: '--plan',
  })
}

async function listen(app: FastifyInstance, port: number): Promise<number> {
  try {
    await app.listen({ host: '127.0.0.1', port })
  } catch (error) {
    await app.close()
    const code = (error as { code?: unknown }).code
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    const what = code === 'EADDRINUSE' ? 'is already in use' : 'may not be used by this user'
    throw new Failure(
      'usage',
      code === 'EADDRINUSE' ? 'port_in_use' : 'port_forbidden',
      `Port ${port} ${what}`,
      {
        hint: 'Stop the program that listens there, or take another port with --port N (0 takes a free one).',
        field: '--port',
        cause: error,
      },
    )
  }
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
