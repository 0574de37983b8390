import type { Client, Page } from '../../src/client/client-types.ts'
import { parseInstant } from '../../src/contract/instants.ts'
import { Failure } from '../../src/failure/failure.ts'
import { openTable } from '../../src/output/table.ts'
import { shellWord } from '../../src/text/shell-word.ts'
import { parseDuration } from '../../src/time/duration.ts'
import { approveWrite } from '../connect/approve-write.ts'
import { clientFor, connectionOf } from '../connect/connection.ts'
import { connectionFlags, yesFlag } from '../connect/connection-flags.ts'
import { findControl } from '../connect/control.ts'
import { toldWithDone } from '../connect/left-open.ts'
import { settle } from '../connect/settled.ts'
import { localSandboxOf } from '../connect/which-sandbox.ts'
import { type CommandInput, defineCommand, type FlagSpecs, type FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { missingInput } from '../kernel/parse-argv.ts'
import { eventCount } from '../listen/notes.ts'
import { type Attempt, lostEvents } from './lost-events.ts'

const flags = {
  since: {
    kind: 'string',
    summary: 'From when on: 2h, 1d, or 2026-04-20T05:00:00Z.',
    required: true,
    env: 'IDEADUNES_RECOVER_SINCE',
    valueName: 'WHEN',
  },
  'dry-run': {
    kind: 'boolean',
    summary: 'Only show what would be delivered again.',
    env: 'IDEADUNES_RECOVER_DRY_RUN',
  },
  yes: yesFlag,
  ...connectionFlags,
} as const satisfies FlagSpecs

type Flags = FlagValues<typeof flags>

interface Recovered {
  readonly webhook_id: string
  readonly since: string
  readonly dry_run: boolean
  readonly data: readonly {
    readonly event_id: string
    /** The attempt that failed last. */
    readonly failed_delivery_id: string
    /** The new attempt; null in a dry run. */
    readonly delivery_id: string | null
  }[]
}

/** `ideadunes webhooks deliveries recover`: delivers again whatever an endpoint did not take since a time. */
export const recoverDeliveries = defineCommand({
  id: 'webhooks:deliveries:recover',
  summary: 'Deliver again everything that failed since a time',
  args: [{ name: 'webhook_id' }],
  flags,
  texts: () => ({
    description:
      'Events whose every attempt since then failed or was given up get one more, oldest first, with the same id ' +
      'and bytes. Those that were taken, or wait for their next attempt, are left alone, and so are samples. A ' +
      'local sandbox counts the time by its own clock.',
    args: { webhook_id: 'Id of the endpoint, as `webhooks list` shows it.' },
    examples: [
      { title: 'After an outage', command: 'webhooks deliveries recover wh_example_01 --since 2h' },
      { title: 'Look first', command: 'webhooks deliveries recover wh_example_01 --since 1d --dry-run' },
    ],
  }),
  howToLook: ({ args: { webhook_id = '' } }) =>
    `To look: \`ideadunes webhooks deliveries list ${shellWord(webhook_id)}\`.`,
  run: recover,
  async render({ data, dry_run, since }, _, { terminal }) {
    const { stdout, stderr } = terminal
    const columns = ['event_id', 'failed_delivery_id', ...(dry_run ? [] : ['delivery_id'])]
    if (data.length > 0) await openTable(stdout, columns).add(data)
    const what = dry_run ? 'would be delivered again' : 'delivered again'
    const count = data.length === 0 ? 'Nothing was lost' : `${eventCount(data.length)} ${what}`
    await stderr.write(`${count} since ${since}.\n`)
  },
})

async function recover(
  { args, flags: given, json }: CommandInput<typeof flags>,
  context: Context,
): Promise<Recovered> {
  const { webhook_id = '' } = args
  if (given.since === undefined) throw missingInput(recoverDeliveries, ['--since'])
  const index = context.contract.index()
  const list = index['webhooks:deliveries:list']
  const redeliver = index['webhooks:deliveries:redeliver']
  if (list === undefined || redeliver === undefined) throw new Error('The contract has no deliveries')
  const connection = await connectionOf(given, context)
  const sinceMs = await sinceOf(given.since, given, context)
  const routes = { [list.id]: list, [redeliver.id]: redeliver }
  const client = await clientFor(connection, routes, context, { keepAlive: true, verbose: given.verbose })
  const attempts = await attemptsSince(
    client.pages(list.id, { params: { webhook_id }, query: { limit: 100 } }),
    sinceMs,
  )
  const lost = lostEvents(attempts)
  const isDry = given['dry-run'] ?? false
  if (!isDry && lost.length > 0) {
    const what = `webhooks deliveries recover ${webhook_id}`
    const said = { live: given.live === true, yes: given.yes === true, json }
    await approveWrite(connection, { what, isDestructive: false, ...said }, context)
  }
  const data: Recovered['data'][number][] = []
  for (const { event_id, id } of lost) {
    try {
      const made = isDry ? null : await redeliverOne(client, redeliver.id, { webhook_id, delivery_id: id })
      data.push({ event_id, failed_delivery_id: id, delivery_id: made })
    } catch (thrown) {
      if (data.length === 0) throw thrown
      const done = `${data.length} of ${eventCount(lost.length)} were delivered again before`
      throw toldWithDone(thrown, done, 'Run it again for the rest: it leaves alone what was taken.')
    }
  }
  const since = new Date(sinceMs).toISOString().replace(/\.\d+Z$/, 'Z')
  return { webhook_id, since, dry_run: isDry, data }
}

async function redeliverOne(
  client: Client,
  id: string,
  params: { readonly webhook_id: string; readonly delivery_id: string },
): Promise<string> {
  return ((await client.send(id, { params })).data as { id: string }).id
}

/** Lists are newest first, so that what is older need not be read. */
async function attemptsSince(pages: AsyncIterable<Page>, sinceMs: number): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = []
  for await (const { data } of pages) {
    for (const row of data as unknown as readonly Attempt[]) {
      if (Date.parse(row.created_at) < sinceMs) return attempts
      attempts.push(row)
    }
  }
  return attempts
}

async function sinceOf(text: string, given: Flags, context: Context): Promise<number> {
  const instant = parseInstant(text)
  if (instant !== null) return instant
  const seconds = parseDuration(text)
  if (seconds === undefined) {
    throw new Failure('usage', 'invalid_flag', `--since must be a time, not ${text}`, {
      field: '--since',
      hint: 'How long ago (90m, 2h, 1d), or an instant (2026-04-20T05:00:00Z).',
    })
  }
  return (await nowThere(given, context)) - seconds * 1_000
}

/** A local sandbox has a time of its own. */
async function nowThere(given: Flags, context: Context): Promise<number> {
  const local = localSandboxOf(await settle(given, context), context)
  if (local?.control_token === undefined) return context.now().getTime()
  const clock = await findControl(given, context)?.client.clock()
  return clock === undefined ? context.now().getTime() : Date.parse(clock.now)
}
