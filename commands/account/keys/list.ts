import { openTable } from '../../../src/output/table.ts'
import { defineCommand } from '../../kernel/command.ts'
import { profileFlag, profileInUse } from '../profile-in-use.ts'
import { shownKeys } from '../store-key.ts'

/** `ideadunes keys list`: the stored keys of all profiles. */
export const listStoredKeys = defineCommand({
  id: 'keys:list',
  summary: 'List the keys that are kept, masked',
  args: [],
  flags: { profile: { ...profileFlag, summary: 'Only keys of this profile.' } },
  texts: () => ({
    description:
      'All profiles with their keys, of which one each is in use. Keys are masked, and the keyring is not opened.',
    examples: [{ title: 'All of them', command: 'keys list' }],
  }),
  async run({ flags }, context) {
    const only = flags.profile === undefined ? undefined : profileInUse(flags.profile, context).name
    return { data: shownKeys(context, only) }
  },
  async render({ data }, _, { terminal }) {
    const columns = ['profile', 'name', 'key', 'mode', 'scope', 'in_use', 'stored_in', 'tenant']
    if (data.length > 0) await openTable(terminal.stdout, columns).add(data.map(row => ({ ...row })))
    else await terminal.stderr.write('No key is kept. Keep one with `ideadunes login`.\n')
  },
})
