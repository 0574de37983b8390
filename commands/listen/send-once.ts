import { Failure } from '../../src/failure/failure.ts'
import { createWebhookSender } from '../../src/webhooks/post-webhook.ts'
import type { FlagSpecs, FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { StreamedFailure } from '../kernel/streamed-failure.ts'
import type { ArrivedEvent } from './arrivals.ts'
import { certificatesIn } from './certificates.ts'
import type { EventSource } from './choose-source.ts'
import { extraHeadersOf } from './extra-headers.ts'
import { errorOf, type Forward, forwardEvent, isTaken } from './forward.ts'
import { forwardJson, forwardLine } from './forward-line.ts'
import { listenFlags } from './listen-flags.ts'
import { typedSecret } from './signing-secret.ts'
import { hostsOf, targetsOf } from './targets.ts'

/** Flags of commands that post one event from here. */
export const sendFlags = {
  headers: listenFlags.headers,
  timeout: listenFlags.timeout,
  'skip-verify': listenFlags['skip-verify'],
  ca: listenFlags.ca,
  'allow-remote': listenFlags['allow-remote'],
} as const satisfies FlagSpecs

type SendFlags = FlagValues<typeof sendFlags> & { readonly secret?: string | undefined }

/** One forward that was made. */
export interface Sent {
  readonly kind: 'sent'
  readonly forward: Forward
}

/** Signs one event and posts it to the target that was typed. The source is asked for a secret if none was typed. */
export async function sendOnce(
  typedTarget: string,
  field: string,
  flags: SendFlags,
  source: Pick<EventSource, 'secret'>,
  eventOf: () => Promise<ArrivedEvent>,
  context: Context,
): Promise<Sent> {
  const { now } = context
  const allowRemote = flags['allow-remote'] ?? false
  const targets = targetsOf({ forwardTo: [typedTarget], allowRemote, field }, [])
  const [target] = targets
  if (target === undefined) throw new Error('A target was typed')
  const extraHeaders = extraHeadersOf(flags.headers ?? [])
  const secret = flags.secret === undefined ? await source.secret() : typedSecret(flags.secret)
  const event = await eventOf()
  const sender = createWebhookSender(allowRemote ? hostsOf(targets) : 'loopback', {
    timeoutMs: flags.timeout === undefined ? undefined : flags.timeout * 1_000,
    skipVerify: flags['skip-verify'],
    ca: certificatesIn(flags.ca, context),
  })
  try {
    const sent = await forwardEvent(event, target.url, { post: sender.post, secret, extraHeaders, now })
    return { kind: 'sent', forward: { event, target, attempt: 1, ...sent } }
  } finally {
    sender.close()
  }
}

/** Shows it in one line, with the answer for people. Throws the failure that it is when it was not taken. */
export async function renderSent({ forward }: Sent, { terminal }: Context): Promise<void> {
  const { stdout, stderr } = terminal
  await stdout.write(forwardLine(forward, stdout))
  const failure = failureOf(forward)
  if (failure === undefined) return
  const { response } = forward.outcome
  if (response !== null && response.body !== '') await stderr.write(`${response.body.trimEnd()}\n`)
  throw failure
}

/** The same as one document, which tells the failure too. */
export async function renderSentJson({ forward }: Sent, { terminal }: Context): Promise<void> {
  const answer = forward.outcome.response
  await terminal.stdout.write(`${JSON.stringify({ ...forwardJson(forward), response: answer }, null, 2)}\n`)
  const failure = failureOf(forward)
  if (failure !== undefined) throw new StreamedFailure(failure)
}

function failureOf({ outcome, target }: Forward): Failure | undefined {
  if (isTaken(outcome)) return undefined
  return new Failure('api', 'forward_failed', `${target.name} did not take it: ${errorOf(outcome)}`)
}
