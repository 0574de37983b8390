import { paintFor } from '../../../src/output/paint.ts'
import { shellWord } from '../../../src/text/shell-word.ts'
import { controlFlags, controlOf, refuseForeign } from '../../connect/control.ts'
import { defineCommand } from '../../kernel/command.ts'
import { confirm } from '../../kernel/confirm.ts'
import { clockText } from '../clock/clock-text.ts'
import { idsAgainNote } from '../ids-again.ts'
import { showingProgress } from '../show-progress.ts'

/** `ideadunes sandbox snapshot restore`: goes on from a snapshot, in the place of all that is there. */
export const restoreSnapshot = defineCommand({
  id: 'sandbox:snapshot:restore',
  summary: 'Go back to a snapshot',
  args: [{ name: 'name', summary: 'The snapshot, as `sandbox snapshot list` shows it.' }],
  flags: {
    ...controlFlags,
    yes: { kind: 'boolean', summary: 'Go ahead without asking.', env: 'IDEADUNES_YES' },
  },
  texts: () => ({
    description:
      'Everything in the sandbox is as it was then: the same further requests get the same answers and ids. A clock ' +
      'that was frozen stands where it stood; one that ran runs on, and does what has become due. Keys, forks ' +
      'and address stay. It happens at once or not at all. With --sandbox a fork is restored.',
    examples: [
      { title: 'Back to where it was', command: 'sandbox snapshot restore before --yes' },
      { title: 'And what time it is then', command: 'sandbox snapshot restore before --yes --json' },
    ],
  }),
  howToLook: ({ args: { name = '' } }) => `To look: \`ideadunes sandbox snapshot diff ${shellWord(name)}\`.`,
  async run({ args, flags, json }, context) {
    const control = controlOf(flags, context)
    const { baseUrl, client } = control
    const { name = '' } = args
    refuseForeign(control, flags, context)
    if (flags.yes !== true) {
      const which = flags.sandbox === undefined ? baseUrl : `${flags.sandbox} on ${baseUrl}`
      await confirm(`This replaces all data of ${which} by that of ${name}. Go ahead?`, json, context)
    }
    const restore = () => client.restoreSnapshot(name)
    return { base_url: baseUrl, ...(await showingProgress(control, 'restore', json, context, restore)) }
  },
  async render({ base_url, snapshot, clock }, { flags }, { terminal }) {
    const { stdout, stderr } = terminal
    const which = flags.sandbox === undefined ? base_url : `${flags.sandbox} on ${base_url}`
    await stdout.write(`Restored ${snapshot.name} into ${which}\n`)
    await stderr.write(`${paintFor(stderr)('green', '✓')} The clock: ${clockText(clock)}\n`)
    await stderr.write(idsAgainNote)
  },
})
