import { oneLine } from '../../../src/output/cell.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'

/** `ideadunes sandbox messages get`. */
export const getMessage = defineCommand({
  id: 'sandbox:messages:get',
  summary: 'Show a message as the customer would have got it',
  args: [{ name: 'message_id', summary: 'Such as msg_01…; `sandbox messages list` shows them.' }],
  flags: {
    part: {
      kind: 'string',
      options: ['text', 'html', 'ics'],
      summary: 'What of it: the text by default, its HTML, or the calendar file that goes with it.',
      env: 'IDEADUNES_MESSAGE_PART',
      valueName: 'PART',
    },
    ...controlFlags,
  },
  texts: () => ({
    description: 'With --json the whole message. Parts are written as they are, to be saved with `>`.',
    examples: [
      { title: 'Read it', command: 'sandbox messages get msg_01HXYW' },
      { title: 'Save its calendar file', command: 'sandbox messages get msg_01HXYW --part ics' },
    ],
  }),
  run: async ({ args, flags }, context) =>
    await controlOf(flags, context).client.message(args.message_id ?? ''),
  async render(message, { flags }, { terminal: { stdout, stderr } }) {
    if (flags.part === 'html') return await stdout.write(message.html)
    if (flags.part === 'ics') {
      if (message.ics === null) await stderr.write('No calendar file goes with it.\n')
      return await stdout.write(message.ics ?? '')
    }
    const lines = [`To: ${message.to}`, `Subject: ${message.subject}`, '', ...message.text.split('\n')]
    // Names are other people's: on a terminal they must not say more than text.
    await stdout.write(lines.map(line => (stdout.isTty ? oneLine(line) : line)).join('\n'))
  },
})
