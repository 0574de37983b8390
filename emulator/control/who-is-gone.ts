import type { FastifyInstance, FastifyReply } from 'fastify'
import { ClockStopped } from '../clock/jobs/change-queue.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

/** Aborted when an answer is not waited for any more, or its sandbox or the server comes to its end. */
export type GoneOf = (reply: FastifyReply, sandbox: Sandbox) => AbortSignal

/** For answers that wait: they must not hold up the end of anything. */
export function createGoneOf(app: FastifyInstance): GoneOf {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  return (reply, sandbox) => {
    const left = new AbortController()
    reply.raw.once('close', () => left.abort())
    return AbortSignal.any([closing.signal, left.signal, sandbox.ended])
  }
}

/** Aborted when the connection of a request ends before its answer: an interrupted command must not delete the data. */
export function leftBy(reply: FastifyReply): AbortSignal {
  const left = new AbortController()
  reply.raw.once('close', () => left.abort(new ClockStopped('Nobody waits for the answer')))
  return left.signal
}
