import { writeRecord } from '../../../src/output/record.ts'
import { counted } from '../../../src/text/counted.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'

/** `ideadunes sandbox faults clear`. */
export const clearFaults = defineCommand({
  id: 'sandbox:faults:clear',
  summary: 'Remove all faults of the sandbox',
  args: [],
  flags: controlFlags,
  texts: () => ({
    description:
      'Every request is answered as ever from the next one on. Faults of forks stay, and the other way round.',
    examples: [
      { title: 'Remove them', command: 'sandbox faults clear' },
      { title: 'Those of a fork', command: 'sandbox faults clear --sandbox feature-x' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox faults list`.',
  run: async ({ flags }, context) => await controlOf(flags, context).client.clearFaults(),
  async render(cleared, _, { terminal: { stdout } }) {
    if (!stdout.isTty) return await writeRecord(stdout, { ...cleared }, [])
    const { removed } = cleared
    await stdout.write(removed === 0 ? 'There was no fault.\n' : `Removed ${counted(removed, 'fault')}\n`)
  },
})
