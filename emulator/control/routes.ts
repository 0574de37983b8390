import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError, refuseFaults } from '../../src/contract/errors/errors.ts'
import { ClockStopped } from '../clock/jobs/change-queue.ts'
import type { KeyRing } from '../fleet/key-ring.ts'
import { addressFaults } from '../pipeline/address-faults.ts'
import type { BrowserRules } from '../pipeline/browser.ts'
import { createValidators } from '../validation/validation.ts'
import { registerClock } from './clock-routes.ts'
import type { ControlOf, FleetControl, ReadBody, TargetOf } from './control.ts'
import { registerEvents } from './events/event-routes.ts'
import { registerEventStream } from './events/event-stream-routes.ts'
import { registerFaults } from './fault-routes.ts'
import { foundSandbox, registerForks } from './fork-routes.ts'
import { registerKeys } from './key-routes.ts'
import { registerMessages } from './message-routes.ts'
import { registerRequests } from './request-routes.ts'
import { registerSeeds } from './seed-routes.ts'
import { registerSnapshots } from './snapshot-routes.ts'
import { registerAudit, registerTenants } from './tenant-routes.ts'
import { createGoneOf } from './who-is-gone.ts'

/** What the control API acts on. */
export interface ControlOptions {
  readonly version: string
  readonly keyRing: KeyRing
  readonly browsers: BrowserRules
  /** What can be reached, each by its own token: one, or several that know nothing of each other. */
  readonly controls: () => Iterable<FleetControl>
  /** How often an event stream without news shows that it lives. 15,000 ms by default. */
  readonly heartbeatMs?: number
}

/** Registers /_sandbox/*, the API of the sandbox itself: for this user's commands, and for no web page. */
export function registerControl(app: FastifyInstance, options: ControlOptions): void {
  const { version } = options
  const controlOf: ControlOf = request => controlWithToken(request, options.controls())
  app.register(async scope => {
    scope.addHook('onRequest', async request => {
      options.browsers.refusePages(request)
      controlOf(request)
    })
    scope.addHook('preHandler', async request => refuseFaults(addressFaults(request)))
    // Who waits for a clock must not hold up the end, and gets no answer that looks like one: the connection ends.
    scope.addHook('preClose', async () => {
      for (const { fleet } of options.controls()) for (const { clock } of fleet.list()) void clock.stop()
    })
    scope.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof ClockStopped)) throw error
      reply.hijack()
      reply.raw.destroy()
    })
    const validatorOf = createValidators()
    const readBody: ReadBody = (schema, value) => {
      const faults = validatorOf(schema)(value ?? {})
      refuseFaults(faults)
      return (value ?? {}) as never
    }
    const targetOf: TargetOf = request => {
      const { fleet } = controlOf(request)
      const named = request.headers['x-sandbox']
      return named === undefined ? fleet.main : foundSandbox(fleet, String(named))
    }
    scope.get('/_sandbox/status', async request => {
      const target = targetOf(request)
      return { version, ...(await controlOf(request).status(target)), clock: await target.clock.view() }
    })
    scope.post('/_sandbox/stop', async (request, reply) => {
      // The answer has to be on its way before the connections end.
      reply.raw.once('finish', controlOf(request).stop)
      return reply.code(202).send({ status: 'stopping' })
    })
    registerSeeds(scope, targetOf, readBody, validatorOf)
    registerClock(scope, targetOf, readBody)
    const goneOf = createGoneOf(scope)
    registerRequests(scope, targetOf, readBody, goneOf)
    registerEvents(scope, targetOf, readBody, goneOf)
    registerEventStream(scope, targetOf, readBody, options)
    registerForks(scope, controlOf, targetOf, readBody)
    registerTenants(scope, targetOf, readBody)
    registerFaults(scope, targetOf, readBody)
    registerAudit(scope, targetOf)
    registerMessages(scope, targetOf, readBody, goneOf)
    registerSnapshots(scope, request => controlOf(request).fleet.snapshots, targetOf, readBody)
    registerKeys(scope, options.keyRing, controlOf, targetOf, readBody)
  })
}

/** The fleet whose token was sent. Throws `invalid_control_token`. */
function controlWithToken({ headers }: FastifyRequest, controls: Iterable<FleetControl>): FleetControl {
  const [, sent = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  const given = Buffer.from(sent)
  for (const control of controls) {
    const expected = Buffer.from(control.token)
    if (given.length === expected.length && timingSafeEqual(given, expected)) return control
  }
  throw new ApiError('invalid_control_token', { headers: { 'www-authenticate': 'Bearer' } })
}
