import Fastify, { type FastifyInstance } from 'fastify'
import { operations } from '../../src/contract/index.ts'
import type { Clock } from '../clock/time/clock.ts'
import type { FleetControl } from '../control/control.ts'
import { type ControlOptions, registerControl } from '../control/routes.ts'
import type { KeyRing } from '../fleet/key-ring.ts'
import { handlers } from '../operations/index.ts'
import { createBrowserRules } from '../pipeline/browser.ts'
import { bodyLimitBytes } from '../pipeline/json-body.ts'
import { createRequestIds } from '../pipeline/request-ids.ts'
import { answerUndecodablePath, registerOperations } from '../pipeline/routes.ts'
import type { AnyHandler } from '../rules/context/context.ts'
import { drainOnClose } from './draining.ts'
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
  /** What /_sandbox acts on; without it there is only /_sandbox/health. */
  readonly control?: FleetControl | ControlOptions['controls']
  /** Told of errors that nobody foresaw. */
  readonly reportBug: (error: unknown, requestId: string) => void
}

/** The longest that requests which are being answered hold up the end; a sandbox must stop within a second. */
const drainMs = 500

/** As many answers may wait for their turn on one connection; few clients ask on before they have one. */
const mostUnreadAnswers = 20

/** Builds the emulator. It never listens: callers listen on a port, or inject requests. */
export function buildServer(options: ServerOptions): FastifyInstance {
  const nextRequestId = createRequestIds(options.clock, options.seed)
  const app = Fastify({
    logger: false,
    genReqId: () => nextRequestId(),
    bodyLimit: bodyLimitBytes,
    keepAliveTimeout: 5_000,
    exposeHeadRoutes: false,
    // Longer than any URL that Node reads, so that an id of any length gets the usual answers.
    routerOptions: { maxParamLength: 65_536 },
    frameworkErrors: answerUndecodablePath,
  })
  drainOnClose(app, drainMs)
  limitPipelining(app, mostUnreadAnswers)
  const browsers = createBrowserRules(options.allowOrigins)
  registerOperations(app, {
    keyRing: options.keyRing,
    operations,
    handlers: handlers as unknown as Readonly<Record<string, AnyHandler>>,
    browsers,
    reportBug: options.reportBug,
  })
  app.get('/_sandbox/health', () => ({ status: 'ready', version: options.version }))
  const { control, keyRing, version } = options
  if (control !== undefined) {
    const controls = typeof control === 'function' ? control : () => [control]
    registerControl(app, { controls, keyRing, version, browsers })
  }
  registerPages(app, options)
  registerOpenApi(app, options)
  return app
}
