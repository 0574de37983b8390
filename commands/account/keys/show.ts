import { writeRecord } from '../../../src/output/record.ts'
import { defineCommand } from '../../kernel/command.ts'
import { profileFlag, profileInUse, requireKey } from '../profile-in-use.ts'
import { type ShownKey, shownKeys } from '../store-key.ts'

/** `ideadunes keys show`: what is known of one key. */
export const showKey = defineCommand({
  id: 'keys:show',
  summary: 'Show what is known of a key, masked',
  args: [{ name: 'name', summary: 'Name of the key; the one in use by default.', optional: true }],
  flags: { profile: profileFlag },
  texts: () => ({
    description: 'Mode, scope, tenant, and where it is kept. The key itself is never printed.',
    examples: [{ title: 'The key in use', command: 'keys show' }],
  }),
  async run({ args, flags }, context) {
    const profile = profileInUse(flags.profile, context)
    const name = args.name ?? profile.stored.key ?? ''
    requireKey(name, profile)
    return shownKeys(context, profile.name).find(shown => shown.name === name) as ShownKey
  },
  async render(shown, _, { terminal }) {
    await writeRecord(terminal.stdout, { ...shown }, ['profile', 'name', 'key', 'mode', 'scope'])
  },
})
