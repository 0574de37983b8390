import { paintFor } from '../../../src/output/paint.ts'
import { controlFlags, controlOf, refuseForeign } from '../../connect/control.ts'
import { placeTyped } from '../../connect/typed-again.ts'
import { defineCommand } from '../../kernel/command.ts'
import { forceFlag } from './flags.ts'
import { snapshotText } from './snapshot-text.ts'

/** `ideadunes sandbox snapshot save`: everything in the sandbox as it is now, in one file. */
export const saveSnapshot = defineCommand({
  id: 'sandbox:snapshot:save',
  summary: 'Save the sandbox as it is now',
  args: [{ name: 'name', summary: 'What to call it: letters, digits, dots, - and _.' }],
  flags: { ...controlFlags, ...forceFlag('a snapshot of that name') },
  texts: () => ({
    description:
      'Rows, events, the clock and what waits for it, rate limits, idempotency records, counters of ids and the log ' +
      'of requests: a sandbox that is restored goes on exactly from here. The file lies in snapshots/ of the data ' +
      'folder; a sandbox that runs in memory keeps its snapshots there, as long as it runs. With --sandbox a fork ' +
      'is saved. Requests go on meanwhile; changes wait until the copy is made.',
    examples: [
      { title: 'Before trying something', command: 'sandbox snapshot save before' },
      { title: 'The state that tests begin with', command: 'sandbox snapshot save fixture --force' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox snapshot list`.',
  async run({ args, flags }, context) {
    const control = controlOf(flags, context)
    const force = flags.force === true
    if (force) refuseForeign(control, flags, context)
    const saved = await control.client.saveSnapshot({ name: args.name ?? '', ...(force && { force }) })
    return { base_url: control.baseUrl, ...saved }
  },
  async render(saved, input, context) {
    const { stdout, stderr } = context.terminal
    await stdout.write(`Saved ${saved.name} (${snapshotText(saved)})\n`)
    const paint = paintFor(stderr)
    const { typedName } = context
    const behind = `${saved.name}${placeTyped(input, context)}`
    await stderr.write(
      `${paint('dim', `Back to it: ${typedName} sandbox snapshot restore ${behind}`)}\n` +
        `${paint('dim', `What changed since: ${typedName} sandbox snapshot diff ${behind}`)}\n`,
    )
  },
})
