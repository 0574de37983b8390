import type { SandboxStatus } from '../../src/control/sandbox-control.ts'
import { paintFor } from '../../src/output/paint.ts'
import { writeRecord } from '../../src/output/record.ts'
import { controlFlags, controlOf } from '../connect/control.ts'
import { defineCommand } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { clockText } from './clock/clock-text.ts'
import { factLines } from './fact-lines.ts'
import { keyFacts } from './key-facts.ts'

interface StatusResult extends SandboxStatus {
  readonly base_url: string
  /** Where one that runs in the background writes; null for one in a terminal, or on another machine. */
  readonly log: string | null
}

/** `ideadunes sandbox status`: where the sandbox runs, on which data, with which keys, and what time it is there. */
export const sandboxStatus = defineCommand({
  id: 'sandbox:status',
  summary: 'Show where the sandbox runs, its keys, its clock and its tenants',
  args: [],
  flags: controlFlags,
  texts: () => ({
    description: 'The keys are the fixed test keys of every sandbox. Exits with 5 when none is running.',
    examples: [
      { title: 'Show it', command: 'sandbox status' },
      { title: 'For scripts', command: 'sandbox status --json' },
    ],
  }),
  async run({ flags }, context): Promise<StatusResult> {
    const { baseUrl, client, sandbox } = controlOf(flags, context)
    return { base_url: baseUrl, ...(await client.status()), log: sandbox?.log ?? null }
  },
  async render(status, _, context) {
    const { stdout } = context.terminal
    if (stdout.isTty) await stdout.write(statusText(status, context))
    else await writeRecord(stdout, { ...status }, [])
  },
})

function statusText(status: StatusResult, context: Context): string {
  const paint = paintFor(context.terminal.stdout)
  const tenants = status.tenants.map(({ id, name, plan }) => `${id}  ${name}, ${plan} plan`)
  return [
    `${paint('green', `Running on ${status.base_url}`)}\n`,
    ...factLines(
      [
        ['Version', status.version],
        ...(status.storage === undefined ? [] : [['Trouble', status.storage.message] as const]),
        ['Process', `${status.pid}, since ${status.started_at}`],
        ['Data', status.data === ':memory:' ? 'in memory, gone at the end' : status.data],
        ...(status.log === null ? [] : [['Log', status.log] as const]),
        ...(status.keys === null ? [toldBefore] : keyFacts(status.keys)),
        ['Clock', clockText(status.clock)],
        ['Webhooks', `${status.webhooks.pending} still to be sent, retries: ${status.webhooks.retries}`],
        ...tenants.map((tenant, at): [string, string] => [at === 0 ? 'Tenants' : '', tenant]),
      ],
      paint,
    ),
  ].join('')
}

const toldBefore = ['Keys', 'were told when it was made'] as const
