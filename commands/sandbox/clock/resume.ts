import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { renderClockChange } from './render-change.ts'

/** `ideadunes sandbox clock resume`. */
export const resumeClock = defineCommand({
  id: 'sandbox:clock:resume',
  summary: 'Let a frozen clock run on',
  args: [],
  flags: {
    ...controlFlags,
    real: {
      kind: 'boolean',
      summary: 'Go back to the time of this machine.',
      env: 'IDEADUNES_CLOCK_REAL',
    },
  },
  texts: () => ({
    description: 'It runs on from what it shows, or with --real from the real time.',
    examples: [
      { title: 'Run on from here', command: 'sandbox clock resume' },
      { title: 'Back to real time', command: 'sandbox clock resume --real' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox clock show`.',
  run: ({ flags }, context) => controlOf(flags, context).client.resumeClock({ real: flags.real === true }),
  render: renderClockChange,
})
