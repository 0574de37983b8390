import { writeRecord } from '../../../src/output/record.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { clockText } from './clock-text.ts'

/** `ideadunes sandbox clock show`. */
export const showClock = defineCommand({
  id: 'sandbox:clock:show',
  summary: 'Show what time it is in the sandbox',
  args: [],
  flags: controlFlags,
  texts: () => ({
    description:
      'The clock is real, runs on from another time, or stands still. Jobs wait for it, not for you.',
    examples: [{ title: 'Show it', command: 'sandbox clock show' }],
  }),
  run: ({ flags }, context) => controlOf(flags, context).client.clock(),
  async render(clock, _, { terminal }) {
    const { stdout } = terminal
    if (!stdout.isTty) return writeRecord(stdout, { ...clock }, [])
    const text = clockText(clock)
    await stdout.write(`${text.charAt(0).toUpperCase()}${text.slice(1)}\n`)
  },
})
