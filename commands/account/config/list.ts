import { openTable } from '../../../src/output/table.ts'
import { connectionFlags } from '../../connect/connection-flags.ts'
import { defineCommand } from '../../kernel/command.ts'
import { configRows, settingFlags, showOriginFlag } from './rows.ts'

/** `ideadunes config list`: what counts here. */
export const listConfig = defineCommand({
  id: 'config:list',
  summary: 'List the settings that count here',
  args: [],
  flags: { 'show-origin': showOriginFlag, live: connectionFlags.live, ...settingFlags },
  texts: () => ({
    description:
      'Every setting with its value, as a command in this folder with the same flags would have it. Flags go first, then ' +
      'the environment (and the file of variables, where one is asked for), what `use` chose for the folder, the file of ' +
      'the project, the profile, and at last the local sandbox that runs.',
    examples: [{ title: 'And why', command: 'config list --show-origin' }],
  }),
  async run({ flags }, context) {
    return { data: configRows(flags, context) }
  },
  async render({ data }, { flags }, { terminal }) {
    const columns = ['name', 'value', ...(flags['show-origin'] === true ? ['origin'] : [])]
    await openTable(terminal.stdout, columns).add(data.map(row => ({ ...row })))
  },
})
