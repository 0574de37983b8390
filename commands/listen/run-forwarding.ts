import { asFailure } from '../../src/failure/as-failure.ts'
import { Failure } from '../../src/failure/failure.ts'
import { failureJson } from '../../src/output/failure-text.ts'
import { createWebhookSender } from '../../src/webhooks/post-webhook.ts'
import { type Context, stopReasonOf } from '../kernel/context.ts'
import { StreamedFailure } from '../kernel/streamed-failure.ts'
import type { Arrival } from './arrivals.ts'
import { createConsole } from './console.ts'
import { forwardEvent } from './forward.ts'
import { forwardJson, forwardLine } from './forward-line.ts'
import type { ForwardingPlan } from './forwarding-plan.ts'
import { connectionNote } from './notes.ts'
import { readyNote } from './ready-note.ts'
import { createSession, type SessionEnd } from './session.ts'
import { hostsOf } from './targets.ts'

/**
 * Forwards events until somebody ends it: Ctrl-C, `q`, the reader, or the limit of the plan. Forwards go to stdout,
 * one line each; everything else to stderr. Throws when the source fails, or as `failOnNon2xx` wants it.
 */
export async function runForwarding(plan: ForwardingPlan, json: boolean, context: Context): Promise<void> {
  const { source, targets, patterns, beginning, secret, extraHeaders } = plan
  const { stdout, stderr, stdin } = context.terminal
  const ending = new AbortController()
  const signal = AbortSignal.any([context.signal, ending.signal])
  const sender = createWebhookSender(plan.allowRemote ? hostsOf(targets) : 'loopback', plan)
  const interactive = !json && stderr.isTty && stdin.isTty
  const session = createSession({
    targets,
    patterns,
    signal,
    limit: plan.limit,
    arrivals: within => source.arrivals({ beginning, patterns, signal: within, resumes: true }),
    forward: (event, url) =>
      forwardEvent(event, url, { post: sender.post, secret, extraHeaders, now: context.now }),
    onForward: forward => {
      if (json) return stdout.write(`${JSON.stringify(forwardJson(forward))}\n`)
      return interactive ? screen.show(forward) : stdout.write(forwardLine(forward, stdout))
    },
    onConnection: arrival => tell(arrival),
    onOverflow: ({ id, type }, { name }) =>
      stderr.write(`Not forwarded to ${name}, for which too many events wait: ${type} ${id}\n`),
  })
  const screen = createConsole(
    context.terminal,
    { retry: session.retry, pause: session.pause, quit: () => ending.abort() },
    Object.keys(context.contract.eventSamples()),
  )
  async function tell(arrival: Exclude<Arrival, { kind: 'event' }>): Promise<void> {
    if (arrival.kind === 'connected' && !arrival.again)
      await stderr.write(readyNote(plan, arrival.to, interactive, context))
    await stderr.write(connectionNote(arrival) ?? '')
  }
  async function readKeys(): Promise<void> {
    for await (const key of stdin.keys(signal)) await screen.press(key)
  }
  const keys = interactive ? readKeys() : Promise.resolve()
  // A fault in there ends the session, which then throws it.
  keys.catch(() => ending.abort())
  try {
    await tellEnd(await session.run(), plan, context, json)
  } catch (thrown) {
    if (!json || thrown instanceof StreamedFailure || stopReasonOf(context) !== undefined) throw thrown
    const failure = asFailure(thrown)
    await stdout.write(`${JSON.stringify({ error: failureJson(failure) })}\n`)
    throw new StreamedFailure(failure)
  } finally {
    ending.abort()
    sender.close()
    await keys
  }
}

async function tellEnd(
  { failed, left, firstLeft }: SessionEnd,
  { failOnNon2xx = false }: ForwardingPlan,
  context: Context,
  json: boolean,
): Promise<void> {
  const { stderr } = context.terminal
  if (firstLeft !== undefined) {
    const what = left === 1 ? '1 event was not forwarded' : `${left} forwards were not made`
    await stderr.write(`${what}. To begin there the next time: --replay-since ${firstLeft.id}\n`)
  }
  if (!failOnNon2xx || failed === 0 || stopReasonOf(context) !== undefined) return
  const failure = new Failure('api', 'forward_failed', `${failed} of the forwards got no 2xx`)
  if (!json) throw failure
  // On stdout there are forwards only; each tells its own error.
  await stderr.write(`${failure.message}\n`)
  throw new StreamedFailure(failure)
}
