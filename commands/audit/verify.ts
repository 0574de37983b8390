import { type BrokenLink, type ChainedRow, createChainCheck } from '../../src/audit/chain.ts'
import type { Page } from '../../src/client/client-types.ts'
import { Failure } from '../../src/failure/failure.ts'
import { clientFor, connectionTo } from '../connect/connection.ts'
import { connectionFlags } from '../connect/connection-flags.ts'
import type { Settled } from '../connect/connection-types.ts'
import { controlClientAt } from '../connect/control.ts'
import { settle } from '../connect/settled.ts'
import { localSandboxOf } from '../connect/which-sandbox.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'

const flags = { ...connectionFlags } as const satisfies FlagSpecs

type Row = ChainedRow & { readonly hash: string }

interface Verified {
  readonly rows: number
  /** The hash of the newest row: whoever notes it down can tell later whether rows at the end are missing. */
  readonly head: string | null
}

/** `ideadunes audit verify`: recomputes the chain of the audit trail, and names the row where it breaks. */
export const verifyAudit = defineCommand({
  id: 'audit:verify',
  summary: 'Check that nobody changed the audit trail',
  args: [],
  flags,
  texts: () => ({
    description:
      'Reads the whole trail and computes its chain anew: a row that was changed, removed, added or moved breaks it, and ' +
      'is named; the command then fails. What was cut off at the end leaves no gap: a sandbox of this machine knows how ' +
      'long the trail has to be; of others note the hash of the newest row, and compare it later.',
    examples: [{ title: 'Check the trail', command: 'audit verify' }],
  }),
  run: verify,
  async render({ rows, head }, _, { terminal }) {
    const { stdout } = terminal
    await stdout.write(
      head === null
        ? 'The audit trail is empty.\n'
        : `The audit trail is whole: ${rows} ${rows === 1 ? 'row' : 'rows'}, the newest with the hash ${head}.\n`,
    )
  },
})

async function verify({ flags: given }: CommandInput<typeof flags>, context: Context): Promise<Verified> {
  const list = context.contract.index()['audit:events']
  if (list === undefined) throw new Error('The contract has no audit trail')
  const settled = await settle(given, context)
  const connection = await connectionTo(settled, given, context)
  const wish = { keepAlive: true, verbose: given.verbose }
  const client = await clientFor(connection, { [list.id]: list }, context, wish)
  const rows = await rowsOf(client.pages(list.id, { query: { limit: 100 } }))
  const check = createChainCheck()
  for (const row of rows.toReversed()) {
    const broken = check(row)
    if (broken !== undefined) throw brokenChain(broken)
  }
  const missing = await missingAtEnd(settled, rows[0], connection.tenant, context)
  if (missing !== undefined) throw cutOff(missing)
  return { rows: rows.length, head: rows[0]?.hash ?? null }
}

interface Missing {
  readonly newest: number
  readonly recorded: number
}

/**
 * What is missing behind the newest row, where a sandbox of this machine can say how many there were. A key that somebody
 * gives may be that of a fork, of which the sandbox itself says nothing.
 */
async function missingAtEnd(
  settled: Settled,
  last: Row | undefined,
  tenant: string | undefined,
  context: Context,
): Promise<Missing | undefined> {
  const { apiKey, sandbox: fork } = settled
  const sandbox = apiKey !== undefined && fork === undefined ? undefined : localSandboxOf(settled, context)
  if (sandbox === undefined) return undefined
  const { base_url, control_token, tenant: usual } = sandbox
  const { data } = await controlClientAt(base_url, control_token, context, fork).auditLengths()
  const own = data.find(({ tenant_id }) => tenant_id === (last?.tenant_id ?? tenant ?? usual))
  const newest = last?.sequence ?? 0
  return own !== undefined && own.recorded > newest ? { newest, recorded: own.recorded } : undefined
}

async function rowsOf(pages: AsyncIterable<Page>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const { data } of pages) for (const row of data as unknown as readonly Row[]) rows.push(row)
  return rows
}

const faults: Readonly<Record<BrokenLink['fault'], string>> = {
  changed: 'does not have the hash that it says: it was changed, or put there',
  removed_before: 'does not follow the row before: one was removed in between',
  inserted_or_moved: 'stands where it does not belong: it was added, or moved',
}

function brokenChain({ id, sequence, fault }: BrokenLink): Failure {
  return new Failure('api', 'audit_chain_broken', `Row ${sequence} (${id}) ${faults[fault]}.`, {
    hint: 'Compare with an older snapshot: sandbox snapshot diff. What stands behind this row cannot be trusted either.',
  })
}

function cutOff({ newest, recorded }: Missing): Failure {
  const which = recorded === newest + 1 ? `Row ${recorded} is` : `Rows ${newest + 1} to ${recorded} are`
  return new Failure('api', 'audit_chain_broken', `${which} missing at the end of the trail: cut off.`, {
    hint: 'Compare with an older snapshot: sandbox snapshot diff.',
  })
}
