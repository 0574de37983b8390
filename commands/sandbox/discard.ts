import type { SandboxView } from '../../src/control/sandbox-control.ts'
import { controlFlags, controlOf } from '../connect/control.ts'
import { defineCommand } from '../kernel/command.ts'

const { sandbox: _, ...flags } = controlFlags

/** `ideadunes sandbox discard`: ends a fork, with its data and its keys. */
export const discardFork = defineCommand({
  id: 'sandbox:discard',
  summary: 'End a fork, with its data and its keys',
  args: [{ name: 'fork', summary: 'Its id or name, as `sandbox list` shows it.' }],
  flags,
  texts: () => ({
    description:
      'Requests with its keys get 401 from then on. The sandbox and its other forks stay as they are.',
    examples: [{ title: 'Discard one', command: 'sandbox discard feature-x' }],
  }),
  howToLook: () => 'To look: `ideadunes sandbox list`.',
  async run({ args, flags }, context): Promise<SandboxView> {
    return await controlOf(flags, context).client.discardFork(args.fork ?? '')
  },
  async render(fork, _, { terminal }) {
    await terminal.stdout.write(`Discarded ${fork.name === null ? fork.id : `${fork.name} (${fork.id})`}\n`)
  },
})
