import type { SnapshotList, SnapshotView } from '../../../src/control/snapshot-control.ts'
import { openTable } from '../../../src/output/table.ts'
import { controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { shelfFlags } from './flags.ts'
import { clockAtText, sizeText } from './snapshot-text.ts'

const shown = ['name', 'saved', 'sandbox', 'clock', 'size', 'version', 'problem']
const piped = [
  'name',
  'saved_at',
  'sandbox',
  'mode',
  'now',
  'size_bytes',
  'version',
  'schema_version',
  'problem',
]

/** `ideadunes sandbox snapshot list`: what was saved, and when. */
export const listSnapshots = defineCommand({
  id: 'sandbox:snapshot:list',
  summary: 'List the snapshots',
  args: [],
  flags: shelfFlags,
  texts: () => ({
    description:
      'By name. Piped, one line each with tabs between name, time of saving, sandbox, clock mode, clock, bytes, ' +
      'version, schema version and problem; a snapshot with a problem cannot be restored.',
    examples: [
      { title: 'Show them', command: 'sandbox snapshot list' },
      { title: 'For scripts', command: 'sandbox snapshot list --json' },
    ],
  }),
  async run({ flags }, context): Promise<SnapshotList> {
    return await controlOf(flags, context).client.snapshots()
  },
  async render({ data }, _, { terminal, typedName }) {
    const { stdout, stderr } = terminal
    if (data.length === 0)
      return await stderr.write(`There are no snapshots. Save one: ${typedName} sandbox snapshot save NAME\n`)
    const table = openTable(stdout, stdout.isTty ? shown : piped)
    await table.add(data.map(snapshot => (stdout.isTty ? shownRow(snapshot) : pipedRow(snapshot))))
  },
})

function shownRow(snapshot: SnapshotView) {
  const { clock, saved_at, size_bytes } = snapshot
  return {
    ...snapshot,
    saved: saved_at,
    clock: clock === null ? '' : clockAtText(clock),
    size: sizeText(size_bytes),
  }
}

function pipedRow(snapshot: SnapshotView) {
  return { ...snapshot, mode: snapshot.clock?.mode, now: snapshot.clock?.now }
}
