import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { ApiError, validationFailed } from '../../src/contract/errors/errors.ts'
import type { SandboxStatus } from '../../src/control/sandbox-control.ts'
import { ClockStopped } from '../clock/jobs/clock-control.ts'
import type { HostedSandbox, SandboxShelf } from '../fleet/fleet.ts'
import type { Host } from '../fleet/key-ring.ts'
import type { BrowserRules } from '../pipeline/browser.ts'
import { createValidators } from '../pipeline/validation.ts'
import { registerClock } from './clock-routes.ts'
import { registerEvents } from './event-routes.ts'
import { registerEventStream } from './event-stream-routes.ts'
import { foundSandbox, registerForks } from './fork-routes.ts'
import { registerKeys } from './key-routes.ts'
import { registerRequests } from './request-routes.ts'
import { registerSeeds } from './seed-routes.ts'
import { registerSnapshots } from './snapshot-routes.ts'
import { registerTenants } from './tenant-routes.ts'
import { createGoneOf } from './who-is-gone.ts'

/** What the control API acts on. */
export interface ControlOptions {
  readonly version: string
  readonly host: Host
  readonly browsers: BrowserRules
  /** What can be reached, each by its own token: one, or several that know nothing of each other. */
  readonly rooms: () => Iterable<ControlRoom>
  /** How often an event stream without news shows that it lives. 15,000 ms unless told. */
  readonly heartbeatMs?: number
}

/** The sandboxes that one token opens. */
export interface ControlRoom {
  /** What a caller must know: written where only this user can read it. */
  readonly token: string
  readonly shelf: SandboxShelf
  readonly status: (hosted: HostedSandbox) => Promise<Omit<SandboxStatus, 'version' | 'clock'>>
  readonly stop: () => void
}

/** The room that a request's token opens; nobody gets to a handler without one. */
export type RoomOf = (request: FastifyRequest) => ControlRoom

/** Judges bodies of the control API. Throws `validation_failed`. */
export type ReadBody = <Schema extends TSchema>(schema: Schema, value: unknown) => Static<Schema>

/** The sandbox that a request is about: the one that its X-Sandbox names by id or name, else the main one. */
export type HostedOf = (request: FastifyRequest) => HostedSandbox

/** Registers /_sandbox/*, the API of the sandbox itself: for this user's commands, and for no web page. */
export function registerControl(app: FastifyInstance, options: ControlOptions): void {
  const { version } = options
  const roomOf: RoomOf = request => roomWithToken(request, options.rooms())
  app.register(async scope => {
    scope.addHook('onRequest', async request => {
      options.browsers.refusePages(request)
      roomOf(request)
    })
    // Who waits for a clock must not hold up the end, and gets no answer that looks like one: the connection ends.
    scope.addHook('preClose', async () => {
      for (const { shelf } of options.rooms()) for (const { clock } of shelf.list()) void clock.stop()
    })
    scope.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof ClockStopped)) throw error
      reply.hijack()
      reply.raw.destroy()
    })
    const validatorOf = createValidators()
    const readBody: ReadBody = (schema, value) => {
      const faults = validatorOf(schema)(value ?? {})
      if (faults.length > 0) throw validationFailed(faults)
      return (value ?? {}) as never
    }
    const hostedOf: HostedOf = request => {
      const { shelf } = roomOf(request)
      const named = request.headers['x-sandbox']
      return named === undefined ? shelf.main : foundSandbox(shelf, String(named))
    }
    scope.get('/_sandbox/status', async request => {
      const hosted = hostedOf(request)
      return { version, ...(await roomOf(request).status(hosted)), clock: await hosted.clock.view() }
    })
    scope.post('/_sandbox/stop', async (request, reply) => {
      // The answer has to be on its way before the connections end.
      reply.raw.once('finish', roomOf(request).stop)
      return reply.code(202).send({ status: 'stopping' })
    })
    registerSeeds(scope, hostedOf, readBody, validatorOf)
    registerClock(scope, hostedOf, readBody)
    const goneOf = createGoneOf(scope)
    registerRequests(scope, hostedOf, readBody, goneOf)
    registerEvents(scope, hostedOf, readBody, goneOf)
    registerEventStream(scope, hostedOf, readBody, options)
    registerForks(scope, roomOf, hostedOf, readBody)
    registerTenants(scope, hostedOf, readBody)
    registerSnapshots(scope, request => roomOf(request).shelf.snapshots, hostedOf, readBody)
    registerKeys(scope, options.host, roomOf, hostedOf, readBody)
  })
}

/** The room whose token was sent. Throws `invalid_control_token`. */
function roomWithToken({ headers }: FastifyRequest, rooms: Iterable<ControlRoom>): ControlRoom {
  const [, sent = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  const given = Buffer.from(sent)
  for (const room of rooms) {
    const expected = Buffer.from(room.token)
    if (given.length === expected.length && timingSafeEqual(given, expected)) return room
  }
  throw new ApiError('invalid_control_token', { headers: { 'www-authenticate': 'Bearer' } })
}
