import type { SnapshotView } from '../../../src/control/snapshot-control.ts'
import { controlOf, refuseForeign } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { shelfFlags } from './flags.ts'
import { snapshotText } from './snapshot-text.ts'

/** `ideadunes sandbox snapshot delete`: removes a snapshot. */
export const deleteSnapshot = defineCommand({
  id: 'sandbox:snapshot:delete',
  summary: 'Delete a snapshot',
  args: [{ name: 'name', summary: 'The snapshot, as `sandbox snapshot list` shows it.' }],
  flags: shelfFlags,
  texts: () => ({
    description: 'The sandbox stays as it is, and so do forks that were made from the snapshot.',
    examples: [{ title: 'Delete one', command: 'sandbox snapshot delete before' }],
  }),
  howToLook: () => 'To look: `ideadunes sandbox snapshot list`.',
  async run({ args, flags }, context): Promise<SnapshotView> {
    const control = controlOf(flags, context)
    refuseForeign(control, flags, context)
    return await control.client.deleteSnapshot(args.name ?? '')
  },
  async render(deleted, _, { terminal }) {
    await terminal.stdout.write(`Deleted ${deleted.name} (${snapshotText(deleted)})\n`)
  },
})
