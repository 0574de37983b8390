import { controlFlags, controlOf } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { renderClockChange } from './render-change.ts'
import { typedInstant } from './typed-instant.ts'

/** `ideadunes sandbox clock set AT`. */
export const setClock = defineCommand({
  id: 'sandbox:clock:set',
  summary: 'Set the clock to an instant, also back',
  args: [{ name: 'at', summary: 'RFC 3339 instant.' }],
  flags: controlFlags,
  texts: () => ({
    description:
      'A frozen clock stays frozen there; one that runs goes on from there. What is due on the way happens, and ' +
      'what has happened stays when the clock goes back.',
    examples: [{ title: 'Begin in April', command: 'sandbox clock set 2026-04-20T05:00:00Z' }],
  }),
  howToLook: () => 'To look: `ideadunes sandbox clock show`.',
  run({ args, flags }, context) {
    const at = typedInstant(args.at ?? '', 'AT')
    return controlOf(flags, context).client.setClock(at)
  },
  render: renderClockChange,
})
