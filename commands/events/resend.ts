import type { EventResent } from '../../src/control/sandbox-control.ts'
import { Failure } from '../../src/failure/failure.ts'
import { writeRecord } from '../../src/output/record.ts'
import { shellWord } from '../../src/text/shell-word.ts'
import { approveWrite } from '../connect/approve-write.ts'
import { clientFor, connectionOf } from '../connect/connection.ts'
import { yesFlag } from '../connect/connection-flags.ts'
import { controlOf } from '../connect/control.ts'
import { toldWithDone } from '../connect/left-open.ts'
import { settle } from '../connect/settled.ts'
import { localSandboxOf } from '../connect/which-sandbox.ts'
import { type CommandInput, defineCommand, type FlagSpecs, type FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { chooseSource, sourceFlags } from '../listen/choose-source.ts'
import { renderSent, renderSentJson, type Sent, sendFlags, sendOnce } from '../listen/send-once.ts'
import { secretFlag } from '../listen/signing-secret.ts'
import { storedEvent } from '../listen/stored-event.ts'

const flags = {
  to: {
    kind: 'strings',
    summary: 'To these endpoints only, by id; again for another.',
    env: 'IDEADUNES_RESEND_TO',
    valueName: 'WEBHOOK_ID',
  },
  'forward-to': {
    kind: 'string',
    summary: 'To this target only: a port, localhost:3000/hook or a URL.',
    env: 'IDEADUNES_RESEND_FORWARD_TO',
    valueName: 'TARGET',
  },
  secret: secretFlag,
  yes: yesFlag,
  ...sendFlags,
  ...sourceFlags,
} as const satisfies FlagSpecs

type Resent = Sent | { readonly kind: 'resent'; readonly resent: EventResent }

/** `ideadunes events resend`: sends an event again, the same bytes with the same id. */
export const resendEvent = defineCommand({
  id: 'events:resend',
  summary: 'Send an event again: to whoever listens, to endpoints, or to a URL',
  args: [{ name: 'event_id' }],
  flags,
  texts: () => ({
    description:
      'Without a target it goes to every `ideadunes listen` and `events tail` of the local sandbox, marked as ' +
      'resent. With --to it is delivered to endpoints once more, whatever became of the attempts before; with ' +
      '--forward-to it is signed and posted from here. It keeps its id: receivers that take each id once will take ' +
      'it as seen. Exits with 3 when nobody listens, or when the target does not take it.',
    args: { event_id: 'Id of the event, as `events list` shows it.' },
    examples: [
      { title: 'To the handler that `listen` forwards to', command: 'events resend evt_example_01' },
      { title: 'To one endpoint', command: 'events resend evt_example_01 --to wh_example_01' },
      { title: 'To a URL', command: 'events resend evt_example_01 --forward-to localhost:3000/webhooks' },
    ],
  }),
  howToLook: ({ flags: { to } }) =>
    to?.[0] === undefined
      ? '`ideadunes listen` shows in its terminal whether it came.'
      : `To look: \`ideadunes webhooks deliveries list ${shellWord(to[0])}\`.`,
  run: resend,
  async render(result, _, context) {
    if (result.kind === 'sent') return await renderSent(result, context)
    const { stdout } = context.terminal
    const { resent } = result
    if (!stdout.isTty) return await writeRecord(stdout, { ...resent }, [])
    await stdout.write(`${resent.type} ${resent.event_id} was sent again to ${receiversOf(resent)}.\n`)
  },
  async renderJson(result, context) {
    if (result.kind === 'sent') return await renderSentJson(result, context)
    await context.terminal.stdout.write(`${JSON.stringify(result.resent, null, 2)}\n`)
  },
})

async function resend(
  { args, flags: given, json }: CommandInput<typeof flags>,
  context: Context,
): Promise<Resent> {
  const { event_id: eventId = '' } = args
  const { to, 'forward-to': target } = given
  if (to !== undefined && target !== undefined) {
    throw new Failure('usage', 'invalid_flag', 'Give --to or --forward-to, not both', { field: '--to' })
  }
  if (target !== undefined) {
    const source = await chooseSource(given, context)
    return await sendOnce(
      target,
      '--forward-to',
      given,
      source,
      () => storedEvent(source, eventId, context),
      context,
    )
  }
  const isLocal =
    given['control-token'] !== undefined ||
    localSandboxOf(await settle(given, context), context) !== undefined
  const resent = isLocal
    ? await resendHere(eventId, to, given, context)
    : await redeliverThere(eventId, to, given, json, context)
  return { kind: 'resent', resent }
}

async function resendHere(
  eventId: string,
  to: readonly string[] | undefined,
  given: FlagValues<typeof flags>,
  context: Context,
): Promise<EventResent> {
  const { client } = controlOf(given, context)
  const resent = await client.resendEvent(eventId, to === undefined ? {} : { webhook_ids: to })
  if (to !== undefined || resent.listeners > 0) return resent
  throw new Failure('api', 'no_listener', 'Nobody listens, so the event went nowhere', {
    hint: 'Start `ideadunes listen --forward-to …` in another terminal, or give --to or --forward-to.',
  })
}

/** The live API has no listeners; an endpoint gets again what was once sent to it. */
async function redeliverThere(
  eventId: string,
  to: readonly string[] | undefined,
  given: FlagValues<typeof flags>,
  json: boolean,
  context: Context,
): Promise<EventResent> {
  if (to === undefined) {
    throw new Failure(
      'usage',
      'missing_input',
      'The API sends to endpoints only: `events resend` needs --to',
      {
        field: '--to',
        hint: 'Name an endpoint, or give --forward-to to post it from here.',
      },
    )
  }
  const index = context.contract.index()
  const list = index['webhooks:deliveries:list']
  const redeliver = index['webhooks:deliveries:redeliver']
  const get = index['events:get']
  if (list === undefined || redeliver === undefined || get === undefined)
    throw new Error('The contract has no deliveries')
  const routes = { [list.id]: list, [redeliver.id]: redeliver, [get.id]: get }
  const connection = await connectionOf(given, context)
  const what = `events resend ${eventId}`
  const said = { live: given.live === true, yes: given.yes === true, json }
  await approveWrite(connection, { what, isDestructive: false, ...said }, context)
  const client = await clientFor(connection, routes, context, { keepAlive: true, verbose: given.verbose })
  const event = (await client.send(get.id, { params: { event_id: eventId } })).data as { type: string }
  const deliveries: { id: string; webhook_id: string }[] = []
  const redeliverTo = async (webhookId: string) => {
    const params = { webhook_id: webhookId }
    const page = await client.send(list.id, { params, query: { event_id: eventId, limit: 1 } })
    const [before] = (page.data as { data: readonly { id: string }[] }).data
    if (before === undefined) {
      throw new Failure('api', 'never_sent', `${eventId} was never sent to ${webhookId}`, {
        field: '--to',
        hint: 'Only what was sent to an endpoint can be delivered again. Give --forward-to to post it from here.',
      })
    }
    const made = await client.send(redeliver.id, { params: { ...params, delivery_id: before.id } })
    return { id: (made.data as { id: string }).id, webhook_id: webhookId }
  }
  for (const webhookId of to) {
    try {
      deliveries.push(await redeliverTo(webhookId))
    } catch (thrown) {
      if (deliveries.length === 0) throw thrown
      const reached = deliveries.map(({ webhook_id }) => webhook_id).join(', ')
      throw toldWithDone(
        thrown,
        `it was sent to ${reached} before`,
        'Name only the others with --to, the next time.',
      )
    }
  }
  return { event_id: eventId, type: event.type, listeners: 0, deliveries }
}

function receiversOf({ listeners, deliveries }: EventResent): string {
  if (deliveries.length === 0) return `${listeners} ${listeners === 1 ? 'listener' : 'listeners'}`
  return deliveries.map(({ webhook_id }) => webhook_id).join(', ')
}
