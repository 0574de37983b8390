import { writeRecord } from '../../../src/output/record.ts'
import { connectionFlags } from '../../connect/connection-flags.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../../kernel/command.ts'
import type { Context } from '../../kernel/context.ts'
import { nameFor } from '../login.ts'
import { newKey, requireName, tenantOf, verifyFlag } from '../new-key.ts'
import { profileFlag, profileNamed } from '../profile-in-use.ts'
import { type ShownKey, storeKey } from '../store-key.ts'

const flags = {
  profile: profileFlag,
  'ca-file': connectionFlags['ca-file'],
  verify: verifyFlag,
} as const satisfies FlagSpecs

/** `ideadunes keys add`: keeps one more key in a profile. */
export const addKey = defineCommand({
  id: 'keys:add',
  summary: 'Keep one more key in a profile',
  args: [{ name: 'name', summary: 'What it is called; live or test by default.', optional: true }],
  flags,
  texts: () => ({
    description:
      'Asks for the key like `login`, or reads it from stdin. The key that the profile uses stays in use, until `keys use` ' +
      'names another. A key of the same name is replaced.',
    examples: [{ title: 'One with fewer rights', command: 'keys add reports < key.txt' }],
  }),
  run,
  async render(shown, _, { terminal }) {
    await writeRecord(terminal.stdout, { ...shown }, ['profile', 'name', 'key', 'mode', 'in_use'])
    await terminal.stderr.write(`Kept ${shown.key} as ${shown.name} in the profile ${shown.profile}.\n`)
  },
})

async function run(
  { args, flags: given, json }: CommandInput<typeof flags>,
  context: Context,
): Promise<ShownKey> {
  const profile = profileNamed(given.profile, context)
  if (args.name !== undefined) requireName(args.name, 'NAME')
  const key = await newKey(json, context)
  const { 'ca-file': caFile, verify = true } = given
  const facts = verify ? await tenantOf(key, { tenant: undefined, caFile }, context) : {}
  return await storeKey({ profile, name: args.name ?? nameFor(key), key, facts, use: false }, context)
}
