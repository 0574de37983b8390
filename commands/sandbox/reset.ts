import { type DataSetName, dataSetNames } from '../../src/control/data-sets.ts'
import { controlFlags, controlOf, refuseForeign } from '../connect/control.ts'
import { defineCommand } from '../kernel/command.ts'
import { confirm } from '../kernel/confirm.ts'
import { idsAgainNote } from './ids-again.ts'
import { showingProgress } from './show-progress.ts'

/** `ideadunes sandbox reset`: puts the example data back in the place of all that is there. */
export const resetSandbox = defineCommand({
  id: 'sandbox:reset',
  summary: 'Delete all data of the sandbox and begin again with the example data',
  args: [],
  flags: {
    ...controlFlags,
    'data-set': {
      kind: 'string',
      summary: 'The data set to go back to; by default the one it began with.',
      env: 'IDEADUNES_DATA_SET',
      options: [...dataSetNames],
      valueName: 'NAME',
    },
    yes: { kind: 'boolean', summary: 'Go ahead without asking.', env: 'IDEADUNES_YES' },
  },
  texts: () => ({
    description:
      'Bookings, customers, events, the log of requests and the clock go back to the start; keys and address ' +
      'stay. The data is that of `sandbox start --data-set`, or the example data; --data-set names another. ' +
      'The same requests on a reset sandbox with a frozen clock give the same ids.',
    examples: [
      { title: 'Before a test run', command: 'sandbox reset --yes' },
      { title: 'A sandbox with nothing in it', command: 'sandbox reset --data-set empty --yes' },
      { title: 'And what time it is afterwards', command: 'sandbox reset --yes --json' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes bookings list --order start_at`.',
  async run({ flags, json }, context) {
    const control = controlOf(flags, context)
    const { baseUrl, client, sandbox } = control
    refuseForeign(control, flags, context)
    if (flags.yes !== true) {
      const data = sandbox === undefined || sandbox.data === ':memory:' ? '' : ` (${sandbox.data})`
      await confirm(`This deletes all data of ${baseUrl}${data}. Go ahead?`, json, context)
    }
    const { 'data-set': name } = flags
    const to = name === undefined ? undefined : { data_set: name as DataSetName }
    const done = await showingProgress(control, 'reset', json, context, () => client.reset(to))
    return { base_url: baseUrl, ...done }
  },
  async render({ base_url, data_set, clock }, _, { terminal }) {
    const data = data_set === 'default' ? 'the example data' : `the data set ${data_set}`
    await terminal.stdout.write(`Reset ${base_url} to ${data}; its clock shows ${clock.now}.\n`)
    await terminal.stderr.write(idsAgainNote)
  },
})
