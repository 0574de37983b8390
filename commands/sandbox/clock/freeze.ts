import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { renderClockChange } from './render-change.ts'
import { typedInstant } from './typed-instant.ts'

/** `ideadunes sandbox clock freeze [AT]`. */
export const freezeClock = defineCommand({
  id: 'sandbox:clock:freeze',
  summary: 'Make the clock stand still, now or at an instant',
  args: [
    { name: 'at', summary: 'RFC 3339 instant to stand at; by default the one it shows now.', optional: true },
  ],
  flags: controlFlags,
  texts: () => ({
    description:
      'With a frozen clock, the same requests on a fresh sandbox give the same answers, ids included. Freezing at a ' +
      'later instant lets everything happen that is due until then.',
    examples: [
      { title: 'Stop the time', command: 'sandbox clock freeze' },
      { title: 'A morning in Kolkata', command: 'sandbox clock freeze 2026-04-20T09:00:00+05:30' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox clock show`.',
  run({ args, flags }, context) {
    const at = args.at === undefined ? undefined : typedInstant(args.at, 'AT')
    return controlOf(flags, context).client.freezeClock(at)
  },
  render: renderClockChange,
})
