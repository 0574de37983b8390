import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Failure } from '../../src/failure/failure.ts'
import { utf8Text } from '../../src/text/utf8.ts'
import { type CommandInput, defineCommand, type FlagSpecs, type FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { missingInput } from '../kernel/parse-argv.ts'
import { type ArrivedEvent, wordOf } from '../listen/arrivals.ts'
import { chooseSource, sourceFlags } from '../listen/choose-source.ts'
import { renderSent, renderSentJson, type Sent, sendFlags, sendOnce } from '../listen/send-once.ts'
import { secretFlag } from '../listen/signing-secret.ts'
import { madeUpEvent } from './made-up-event.ts'

const flags = {
  to: {
    kind: 'string',
    summary: 'Where to: a port, localhost:3000/hook or a URL.',
    required: true,
    env: 'IDEADUNES_SEND_TO',
    valueName: 'TARGET',
  },
  type: {
    kind: 'string',
    summary: 'A made-up event of this type.',
    env: 'IDEADUNES_SEND_TYPE',
    valueName: 'TYPE',
  },
  data: {
    kind: 'string',
    summary: 'The body: text, @file, or - for stdin. With --type, JSON that changes members of its object.',
    env: 'IDEADUNES_SEND_DATA',
    valueName: 'BODY',
  },
  secret: secretFlag,
  ...sendFlags,
  ...sourceFlags,
} as const satisfies FlagSpecs

/** `ideadunes webhooks send`: signs any body and posts it, to write a handler against what has not happened yet. */
export const sendWebhook = defineCommand({
  id: 'webhooks:send',
  summary: 'Sign a made-up event, or any body, and post it to your handler',
  args: [],
  flags,
  texts: () => ({
    description:
      'Signed with --secret, or with the secret of `listen`. What --data gives alone is sent byte for byte. The ' +
      'event is in no log, and is not sent again. Exits with 3 when the target does not take it.',
    examples: [
      { title: 'A sample', command: 'webhooks send --type booking.created --to localhost:3000/webhooks' },
      {
        title: 'A sample with members of your own',
        command: `webhooks send --type booking.cancelled --data '{"id":"bk_1"}' --to 3000`,
      },
      { title: 'Any body', command: 'webhooks send --data @event.json --to 3000 --secret whsec_…' },
    ],
  }),
  run: send,
  render: (sent, _, context) => renderSent(sent, context),
  renderJson: renderSentJson,
})

async function send({ flags: given }: CommandInput<typeof flags>, context: Context): Promise<Sent> {
  const { to, type, data } = given
  const missing = [
    ...(to === undefined ? ['--to'] : []),
    ...(type === undefined && data === undefined ? ['--type or --data'] : []),
  ]
  if (to === undefined || missing.length > 0) throw missingInput(sendWebhook, missing)
  const source = { secret: () => secretOf(given, context) }
  return await sendOnce(to, '--to', given, source, () => eventOf(type, data, context), context)
}

/** Without a sandbox and without a key there is no secret either. */
async function secretOf(given: FlagValues<typeof flags>, context: Context): Promise<string> {
  try {
    return await (await chooseSource(given, context)).secret()
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'no_sandbox') throw error
    throw new Failure('usage', 'missing_input', 'There is no secret to sign with: no local sandbox runs', {
      field: '--secret',
      hint: 'Give --secret, or start the sandbox with `ideadunes sandbox start`.',
    })
  }
}

async function eventOf(
  type: string | undefined,
  data: string | undefined,
  context: Context,
): Promise<ArrivedEvent> {
  const text = data === undefined ? undefined : await textOf(data, context)
  if (type !== undefined) return madeUpEvent(type, text, context.contract.eventSamples(), context.now())
  return { ...factsOf(text ?? ''), kind: 'event', body: text ?? '', isResent: false }
}

async function textOf(data: string, context: Context): Promise<string> {
  if (data === '-') return await context.terminal.stdin.readText()
  if (!data.startsWith('@')) return data
  const file = resolve(context.place.cwd, data.slice(1))
  try {
    return utf8Text(readFileSync(file))
  } catch (error) {
    throw new Failure('usage', 'invalid_data', `Cannot read ${file}: ${(error as Error).message}`, {
      field: '--data',
    })
  }
}

/** What a body that looks like an event says of itself; any other gets an id of its own. */
function factsOf(text: string) {
  const { id, type, created_at, tenant_id, data } = membersOf(text)
  const { object } = (data ?? {}) as { object?: { id?: unknown } | null }
  return {
    id: typeof id === 'string' && /^[\w.-]+$/.test(id) ? id : `evt_${randomUUID().replaceAll('-', '')}`,
    type: wordOf(type),
    createdAt: wordOf(created_at),
    tenantId: wordOf(tenant_id),
    objectId: wordOf(object?.id),
  }
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>
  } catch {
    return {}
  }
}
