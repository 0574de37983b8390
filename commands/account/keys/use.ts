import { changeUserConfig, withProfile } from '../../../src/profiles/config-file.ts'
import { defineCommand } from '../../kernel/command.ts'
import { profileFlag, profileInUse, requireKey } from '../profile-in-use.ts'
import { shownKeys } from '../store-key.ts'

/** `ideadunes keys use`: the key that a profile calls with. */
export const useKey = defineCommand({
  id: 'keys:use',
  summary: 'Call with this key of the profile',
  args: [{ name: 'name', summary: 'Name of the key, as `keys list` shows it.' }],
  flags: { profile: profileFlag },
  texts: () => ({
    description: 'The key that commands call with where the profile is used. Nothing is sent.',
    examples: [{ title: 'Real bookings from now on', command: 'keys use live' }],
  }),
  async run({ args, flags }, context) {
    const { name = '' } = args
    const profile = profileInUse(flags.profile, context)
    requireKey(name, profile)
    changeUserConfig(context.place, config =>
      withProfile(config, profile.name, stored => ({ ...stored, key: name })),
    )
    return shownKeys(context, profile.name).find(shown => shown.name === name)
  },
  async render(shown, _, { terminal }) {
    await terminal.stderr.write(`The profile ${shown?.profile} calls with ${shown?.key} (${shown?.mode}).\n`)
  },
})
