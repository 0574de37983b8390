import { readUserConfig } from '../../src/profiles/config-file.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { profileFlag, profileInUse } from './profile-in-use.ts'
import { forgetKeys } from './store-key.ts'

const flags = {
  profile: profileFlag,
  all: { kind: 'boolean', summary: 'Forget the keys of all profiles.' },
} as const satisfies FlagSpecs

interface LoggedOut {
  readonly forgotten: readonly { readonly profile: string; readonly key: string }[]
}

/** `ideadunes logout`: forgets the keys of a profile. */
export const logout = defineCommand({
  id: 'logout',
  summary: 'Forget the keys of a profile on this machine',
  args: [],
  flags,
  texts: () => ({
    description:
      'Takes the keys of the profile, or of all, out of the keyring and the file of keys. They stay good for the service: ' +
      'one that somebody may have seen has to be revoked there. Settings of the profile stay.',
    examples: [
      { title: 'The profile that is used', command: 'logout' },
      { title: 'Everything', command: 'logout --all' },
    ],
  }),
  run,
  async render({ forgotten }, _, { terminal }) {
    const lines = forgotten.map(({ profile, key }) => `Forgot ${key} of the profile ${profile}.\n`)
    await terminal.stderr.write(lines.length === 0 ? 'There was no key to forget.\n' : lines.join(''))
  },
})

async function run({ flags: given }: CommandInput<typeof flags>, context: Context): Promise<LoggedOut> {
  const all = readUserConfig(context.place).profiles ?? {}
  const names = given.all === true ? Object.keys(all) : [profileInUse(given.profile, context).name]
  const keysOf = (profile: string) => all[profile]?.keys ?? {}
  for (const profile of names) await forgetKeys(profile, Object.keys(keysOf(profile)), context)
  return {
    forgotten: names.flatMap(profile =>
      Object.values(keysOf(profile)).map(({ masked }) => ({ profile, key: masked })),
    ),
  }
}
