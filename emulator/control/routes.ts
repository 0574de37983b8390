import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { ApiError, validationFailed } from '../../src/contract/errors.ts'
import type { SandboxStatus } from '../../src/sandbox-control.ts'
import type { BrowserRules } from '../pipeline/browser.ts'
import { createValidators } from '../pipeline/validation.ts'
import { registerClock } from './clock-routes.ts'
import type { HostedSandbox, SandboxShelf } from './controlled.ts'
import { registerEventStream } from './event-stream-routes.ts'
import { foundSandbox, registerForks } from './fork-routes.ts'
import { registerRequests } from './request-routes.ts'

/** What the control API acts on. */
export interface ControlOptions {
  readonly version: string
  readonly browsers: BrowserRules
  /** What a caller must know: written where only this user can read it. */
  readonly token: string
  readonly shelf: SandboxShelf
  readonly status: (hosted: HostedSandbox) => Promise<Omit<SandboxStatus, 'version' | 'clock'>>
  readonly stop: () => void
  /** How often an event stream without news shows that it lives. 15,000 ms unless told. */
  readonly heartbeatMs?: number
}

/** Judges bodies of the control API. Throws `validation_failed`. */
export type ReadBody = <Schema extends TSchema>(schema: Schema, value: unknown) => Static<Schema>

/** The sandbox that a request is about: the one that its X-Sandbox names by id or name, else the main one. */
export type HostedOf = (request: FastifyRequest) => HostedSandbox

/** Registers /_sandbox/*, the API of the sandbox itself: for this user's commands, and for no web page. */
export function registerControl(app: FastifyInstance, options: ControlOptions): void {
  const { version } = options
  app.register(async scope => {
    scope.addHook('onRequest', async request => {
      options.browsers.refusePages(request)
      requireToken(request, options.token)
    })
    const validatorOf = createValidators()
    const readBody: ReadBody = (schema, value) => {
      const faults = validatorOf(schema)(value ?? {})
      if (faults.length > 0) throw validationFailed(faults)
      return (value ?? {}) as never
    }
    const hostedOf: HostedOf = ({ headers }) => {
      const named = headers['x-sandbox']
      if (named === undefined) return options.shelf.main
      return foundSandbox(options.shelf, String(named))
    }
    scope.get('/_sandbox/status', async request => {
      const hosted = hostedOf(request)
      return { version, ...(await options.status(hosted)), clock: await hosted.clock.view() }
    })
    scope.post('/_sandbox/stop', async (_request, reply) => {
      // The answer has to be on its way before the connections end.
      reply.raw.once('finish', options.stop)
      return reply.code(202).send({ status: 'stopping' })
    })
    scope.post('/_sandbox/reset', async request => {
      const hosted = hostedOf(request)
      await hosted.reset()
      hosted.onClockChange()
      return { clock: await hosted.clock.view() }
    })
    registerClock(scope, hostedOf, readBody)
    registerRequests(scope, hostedOf, readBody)
    registerEventStream(scope, hostedOf, readBody, options)
    registerForks(scope, options.shelf, hostedOf, readBody)
  })
}

function requireToken({ headers }: FastifyRequest, token: string): void {
  const [, sent = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  const expected = Buffer.from(token)
  const given = Buffer.from(sent)
  if (given.length === expected.length && timingSafeEqual(given, expected)) return
  throw new ApiError('invalid_control_token', { headers: { 'www-authenticate': 'Bearer' } })
}
