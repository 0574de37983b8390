import { controlFlags, controlOf } from '../../connect/control.ts'
import { placeTyped } from '../../connect/typed-again.ts'
import { defineCommand } from '../../kernel/command.ts'
import { writeFaults } from './fault-rows.ts'

/** `ideadunes sandbox faults list`. */
export const listFaults = defineCommand({
  id: 'sandbox:faults:list',
  summary: 'List the faults of the sandbox',
  args: [],
  flags: controlFlags,
  texts: () => ({
    description:
      'One per line, in the order in which they are asked: id, what it does, to which requests, how many it has ' +
      'hit of how many. One that is spent lets everything through.',
    examples: [
      { title: 'List them', command: 'sandbox faults list' },
      { title: 'Those of a fork', command: 'sandbox faults list --sandbox feature-x --json' },
    ],
  }),
  run: async ({ flags }, context) => await controlOf(flags, context).client.faults(),
  async render({ data }, input, context) {
    const { terminal, typedName } = context
    await writeFaults(terminal.stdout, data)
    if (data.length === 0)
      await terminal.stderr.write(
        `There are no faults. To add one: ${typedName} sandbox faults add drop-after --times 1${placeTyped(input, context)}\n`,
      )
  },
})
