import { defineCommand } from '../../kernel/command.ts'
import { profileFlag, profileInUse, requireKey } from '../profile-in-use.ts'
import { forgetKeys } from '../store-key.ts'

/** `ideadunes keys remove`: forgets one key. */
export const removeKey = defineCommand({
  id: 'keys:remove',
  summary: 'Forget one key of a profile',
  args: [{ name: 'name', summary: 'Name of the key, as `keys list` shows it.' }],
  flags: { profile: profileFlag },
  texts: () => ({
    description:
      'Takes it out of the keyring, or out of the file of keys. It stays good for the service: one that somebody may have ' +
      'seen has to be revoked there.',
    examples: [{ title: 'The live key', command: 'keys remove live' }],
  }),
  async run({ args, flags }, context) {
    const { name = '' } = args
    const profile = profileInUse(flags.profile, context)
    requireKey(name, profile)
    const key = profile.stored.keys?.[name]?.masked
    await forgetKeys(profile.name, [name], context)
    return { profile: profile.name, name, key }
  },
  async render({ profile, name, key }, _, { terminal }) {
    await terminal.stderr.write(`Forgot ${name} (${key}) of the profile ${profile}.\n`)
  },
})
