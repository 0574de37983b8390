import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../../src/contract/errors/errors.ts'
import { ApiError } from '../../src/contract/errors/errors.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { perform } from '../calls/perform.ts'
import { renderRefusal } from '../calls/render.ts'
import type { Key, KeyRing } from '../fleet/key-ring.ts'
import type { AnyHandler } from '../rules/context/context.ts'
import type { Fault } from '../sandbox/faults.ts'
import { createValidators } from '../validation/validation.ts'
import { type Answer, answerOf, orNotModified } from './answer.ts'
import { authenticate, type Caller } from './authenticate.ts'
import { type BrowserRules, createBrowserRules } from './browser.ts'
import { asApiError } from './error-answer.ts'
import { takeJsonBodies } from './json-body.ts'
import { asDropped, logEntry } from './log-request.ts'
import { endAnswer, meetFault } from './meet-fault.ts'
import { spendOne } from './rate-limit.ts'
import { readCall } from './read-call.ts'
import { requireHost } from './require-host.ts'
import { collectRoutes, unknownRoute } from './unknown-route.ts'

export interface RouteOptions {
  readonly keyRing: KeyRing
  readonly operations: readonly Operation[]
  readonly handlers: Readonly<Record<string, AnyHandler>>
  /** What browsers may do; only loopback origins by default otherwise. */
  readonly browsers?: BrowserRules
  /** Told of errors that nobody foresaw; the caller sees none of their internals. */
  readonly reportBug: (error: unknown, requestId: string) => void
}

/** What another way in under /v2 shares with the routes of operations. */
export interface Admission {
  /** Lets a request in before its body is read: key, tenant, browser rules, rate limit. Throws ApiError. */
  admit(
    operation: Pick<Operation, 'scope' | 'summary'>,
  ): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>
  /** Who sent a request that was let in. */
  callerOf(request: FastifyRequest): Caller
  /** Notes for the log that something in the answer was refused. */
  refused(request: FastifyRequest, code: ErrorCode): void
}

declare module 'fastify' {
  /** What became known of a request on its way. */
  interface FastifyRequest {
    /** Who sent it, once it is let in. */
    caller: Caller | undefined
    /** Its key, also where it is refused for something else. */
    key: Key | undefined
    /** Why it is refused. */
    refusal: ErrorCode | undefined
    /** What goes wrong with it. */
    fault: Fault | undefined
    /** Whether its connection was ended on purpose, without a whole answer. */
    isDropped: boolean
  }
}

/** Registers every operation of the contract: the one way through which all requests under /v2 pass. */
export function registerOperations(app: FastifyInstance, options: RouteOptions): Admission {
  const { browsers = createBrowserRules() } = options
  const validatorOf = createValidators()
  const routes = collectRoutes(app)
  app
    .decorateRequest('caller')
    .decorateRequest('key')
    .decorateRequest('refusal')
    .decorateRequest('fault')
    .decorateRequest('isDropped', false)
  takeJsonBodies(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    browsers.letRead(request, reply)
    if (request.is404 && browsers.answerPreflight(request, reply)) return reply
    requireHost(request)
    browsers.requireTrustedHost(request)
    // Here and not in the handler, because a body is read before that: a wrong route is told before a wrong body.
    if (isWrongRoute(request)) throw unknownRoute(routes, request.method, request.url)
    return undefined
  })
  app.setErrorHandler((thrown, request, reply) => {
    const error = errorOf(thrown, request, request.key)
    request.refusal = error.code
    const isBug = error.code === ('internal_error' satisfies ErrorCode) && request.fault?.effect !== 'error'
    if (isBug) options.reportBug(thrown, request.id)
    send(reply, refusalAnswer(error, request.id))
  })
  // With callbacks: behind an answer that is dropped nothing goes on.
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.fault === undefined || !endAnswer(request.fault, reply, payload)) return done(null, payload)
    logDropped(request, reply)
  })
  app.addHook('onResponse', async (request, reply) => {
    if (!request.isDropped) logRequest(request, reply)
  })
  const logDropped = (request: FastifyRequest, reply: FastifyReply) => {
    request.isDropped = true
    logRequest(request, reply)
  }
  const logRequest = (request: FastifyRequest, reply: FastifyReply) => {
    const { caller } = request
    const named = request.headers['x-sandbox']
    // A key that was refused, such as for a tenant that is not its own, still says where it belongs.
    const known = caller?.key ?? request.key
    const sandbox = known?.sandbox ?? options.keyRing.sandboxOfStranger(named?.toString())
    if (sandbox === undefined || request.url.startsWith('/_sandbox/')) return
    const entry = logEntry(request, reply, sandbox.clock.now(), {
      operation: operationOf(request),
      tenantId: caller?.tenant.id ?? null,
      keyScope: caller?.key.scope ?? null,
      errorCode: request.refusal ?? null,
    })
    sandbox.log.add(request.isDropped ? asDropped(entry) : entry)
  }
  const admission: Admission = {
    admit: operation => async (request, reply) => {
      const caller = await authenticate(options.keyRing, operation, request.headers, key => {
        request.key = key
        browsers.admitPage(key, request)
      })
      spendOne(caller, reply)
      request.caller = caller
      const { sandbox } = caller.key
      const asked = { operation: operationOf(request), tenant: caller.tenant.id, seed: sandbox.seed }
      request.fault = sandbox.faults.take(asked)
      if (request.fault === undefined) return undefined
      const met = await meetFault(request.fault, reply, sandbox.ended)
      if (met === 'dropped') logDropped(request, reply)
      return met === 'goes on' ? undefined : reply
    },
    callerOf({ caller }) {
      if (caller === undefined) throw new ApiError('missing_api_key')
      return caller
    },
    refused(request, code) {
      request.refusal = code
    },
  }
  for (const operation of options.operations) {
    const handler = options.handlers[operation.id]
    if (handler === undefined) throw new Error(`The operation ${operation.id} has no handler.`)
    app.route({
      method: operation.method,
      url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
      config: { operation: operation.id },
      // Before the body is read: a stranger's megabyte is not parsed.
      onRequest: admission.admit(operation),
      handler: async (request, reply) => {
        const caller = admission.callerOf(request)
        const call = readCall(operation, handler, validatorOf, request, caller)
        const outcome = await perform(call)
        if (outcome.refusal !== null) request.refusal = outcome.refusal.code
        const answer = answerOf(operation.mediaType, call.input.params, outcome)
        return send(reply, orNotModified(operation, request.headers, answer))
      },
    })
  }
  return admission
}

/** A path that the router does not know, or of which it took an empty or blank part for an id. */
function isWrongRoute({ is404, params }: FastifyRequest): boolean {
  const ids = Object.values((params ?? {}) as Record<string, string>)
  return is404 || ids.some(id => id.trim() === '')
}

/** What the caller is told. That the store of a sandbox is gone with the sandbox is no bug, but the end of its keys. */
function errorOf(thrown: unknown, { headers, raw }: FastifyRequest, key: Key | undefined): ApiError {
  // Nobody is there to be told, and it is no bug: the request was left before it had come whole.
  if (raw.destroyed && raw.complete === false && !(thrown instanceof ApiError))
    return new ApiError('malformed_request', {
      message: 'The connection ended before the whole body had come',
      cause: thrown,
    })
  const error = asApiError(thrown, headers['content-type'])
  if (error.code !== 'internal_error' || key?.sandbox.ended.aborted !== true) return error
  return new ApiError('invalid_api_key', {
    message: 'The sandbox of this API key was discarded before it could answer',
    cause: thrown,
  })
}

/** Answers a path whose escapes cannot be decoded. Fastify finds it before any route or hook. */
export function answerUndecodablePath(browsers: BrowserRules) {
  return (_thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const error = new ApiError('not_found', {
      message: `The path ${request.url} cannot be decoded; % stands before two hexadecimal digits of UTF-8`,
    })
    reply.header('x-request-id', request.id)
    browsers.letRead(request, reply)
    send(reply, refusalAnswer(error, request.id))
  }
}

function refusalAnswer(error: ApiError, requestId: string): Answer {
  const { status, text } = renderRefusal(error, requestId)
  return { status, headers: error.headers, body: text }
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.code(answer.status).headers(answer.headers)
  if (answer.status === 304) return reply.send()
  if (answer.headers['content-type'] === undefined) reply.header('content-type', 'application/json')
  // The answer is text already; without a serializer of its own fastify would add a charset, which JSON has not.
  return reply.serializer(asItIs).send(answer.body)
}

function operationOf(request: FastifyRequest): string | null {
  if (isWrongRoute(request)) return null
  return (request.routeOptions.config as { operation?: string }).operation ?? null
}

function asItIs(body: unknown): string {
  return body as string
}
