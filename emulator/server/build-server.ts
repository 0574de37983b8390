import Fastify, { type FastifyInstance } from 'fastify'
import { operations } from '../../src/contract/index.ts'
import type { Clock } from '../clock/time/clock.ts'
import type { FleetControl } from '../control/control.ts'
import { registerHealth } from '../control/health.ts'
import { type ControlOptions, registerControl } from '../control/routes.ts'
import type { KeyRing } from '../fleet/key-ring.ts'
import { registerGraphql } from '../graphql/register-graphql.ts'
import { handlers } from '../operations/index.ts'
import { createBrowserRules } from '../pipeline/browser.ts'
import { bodyLimitBytes } from '../pipeline/json-body.ts'
import { createRequestIds } from '../pipeline/request-ids.ts'
import { answerUndecodablePath, registerOperations } from '../pipeline/routes.ts'
import type { TrustedHosts } from '../pipeline/trusted-hosts.ts'
import type { AnyHandler } from '../rules/context/context.ts'
import { answerBrokenRequests } from './broken-requests.ts'
import { trackConnections } from './connections.ts'
import { drainOnClose } from './draining.ts'
import { lingerAfterAnswers } from './lingering.ts'
import { registerExplorer } from './pages/explorer/register-explorer.ts'
import { registerOpenApi } from './pages/openapi.ts'
import { registerPages } from './pages/register-pages.ts'
import { limitPipelining } from './pipelining.ts'

export interface ServerOptions {
  readonly keyRing: KeyRing
  /** Stamps request ids; operations read the clock of their own sandbox. */
  readonly clock: Clock
  /** From which request ids are drawn. */
  readonly seed: string
  readonly version: string
  /** What people type to get this tool, for the page; `ideadunes` by default. */
  readonly typedName?: string
  /** Origins beside the loopback ones from which pages may use publishable keys. */
  readonly allowOrigins?: readonly string[]
  /** Hosts beside this machine by which the server may be called. */
  readonly trustedHosts?: TrustedHosts
  /** What /_sandbox acts on; without it there is only /_sandbox/health. */
  readonly control?: FleetControl | ControlOptions['controls']
  /** Told of errors that nobody foresaw. */
  readonly reportBug: (error: unknown, requestId: string) => void
  /** How long a request may take to come whole, in milliseconds. A minute by default. */
  readonly patienceMs?: number
}

/** The longest that requests which are being answered hold up the end; a sandbox must stop within a second. */
const drainMs = 500

/** Longer than the pools of clients keep a connection that is not used, which is a minute at most. */
const keepAliveMs = 70_000

/** As many answers may wait for their turn on one connection; few clients ask on before they have one. */
const mostUnreadAnswers = 20

/** Operations read and answer by the contract; the compilers that Fastify brings cost its start and are not bundled. */
const noSchemas = () => () => {
  throw new Error('A route has a schema of Fastify, which nothing here compiles: declare it in src/contract.')
}

/** Builds the emulator. It never listens: callers listen on a port, or inject requests. */
export function buildServer(options: ServerOptions): FastifyInstance {
  const nextRequestId = createRequestIds(options.clock, options.seed)
  const { patienceMs = 60_000, allowOrigins, trustedHosts } = options
  const browsers = createBrowserRules({ allowOrigins, trustedHosts })
  let answerBroken: ReturnType<typeof answerBrokenRequests> | undefined
  const app = Fastify({
    logger: false,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    genReqId: () => nextRequestId(),
    bodyLimit: bodyLimitBytes,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: patienceMs,
    http: {
      headersTimeout: patienceMs,
      connectionsCheckingInterval: Math.ceil(patienceMs / 12),
      // Judged in the pipeline, which answers like the API.
      requireHostHeader: false,
    },
    clientErrorHandler: (error, socket) => answerBroken?.(error, socket),
    // What came before the end is answered; a 503 of Fastify's own would be none of the API.
    return503OnClosing: false,
    exposeHeadRoutes: true,
    // Longer than any URL that Node reads, so that an id of any length gets the usual answers.
    routerOptions: { maxParamLength: 65_536 },
    frameworkErrors: answerUndecodablePath(browsers),
  })
  const connections = trackConnections(app.server)
  drainOnClose(app, connections, drainMs)
  lingerAfterAnswers(app.server, connections)
  answerBroken = answerBrokenRequests(app.server, {
    connections,
    nextRequestId,
    readingHeaders: browsers.readingHeaders,
    patienceMs,
  })
  limitPipelining(app, mostUnreadAnswers)
  const admission = registerOperations(app, {
    keyRing: options.keyRing,
    operations,
    handlers: handlers as unknown as Readonly<Record<string, AnyHandler>>,
    browsers,
    reportBug: options.reportBug,
  })
  registerGraphql(app, admission, options.reportBug)
  const { control, keyRing, version } = options
  const controls = control === undefined || typeof control === 'function' ? control : () => [control]
  registerHealth(app, version, controls)
  if (controls !== undefined) {
    registerControl(app, { controls, keyRing, version, browsers })
  }
  registerPages(app, options)
  registerExplorer(app, options)
  registerOpenApi(app, options)
  return app
}
