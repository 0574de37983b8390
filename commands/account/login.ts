import { writeRecord } from '../../src/output/record.ts'
import { changeUserConfig } from '../../src/profiles/config-file.ts'
import { keyShape } from '../../src/profiles/key-shape.ts'
import { connectionFlags } from '../connect/connection-flags.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { newKey, tenantOf, verifyFlag } from './new-key.ts'
import { profileNamed } from './profile-in-use.ts'
import { type ShownKey, storeKey } from './store-key.ts'

const flags = {
  profile: {
    ...connectionFlags.profile,
    summary: 'The profile that keeps it: one for each account or tenant.',
  },
  tenant: { ...connectionFlags.tenant, summary: 'The tenant that the profile acts for.' },
  'ca-file': connectionFlags['ca-file'],
  verify: verifyFlag,
} as const satisfies FlagSpecs

/** `ideadunes login`: keeps a key of the service, and uses it from then on. */
export const login = defineCommand({
  id: 'login',
  summary: 'Keep a key of the service, and call it from then on',
  args: [],
  flags,
  texts: () => ({
    description:
      'Asks for the key without showing it, or reads it from stdin, asks the service whose it is, and keeps it in the ' +
      'keyring of the system, or where there is none in a file that only you can read. Commands call with it from then ' +
      'on: a live key the live API, a test key the hosted sandbox. A profile keeps the key of one account or tenant; ' +
      '--profile chooses among several. A profile has one live and one test key, and others by `keys add`.',
    examples: [
      { title: 'Another account, from a password manager', command: 'login --profile clinic < key.txt' },
      { title: 'Without asking the service', command: 'login --no-verify < key.txt' },
    ],
  }),
  run,
  async render(shown, _, { terminal, typedName }) {
    await writeRecord(terminal.stdout, { ...shown }, ['profile', 'key', 'mode', 'account', 'tenant'])
    await terminal.stderr.write(
      `Kept ${shown.key} in the profile ${shown.profile}.\nNext: ${typedName} whoami\n`,
    )
  },
})

async function run({ flags: given, json }: CommandInput<typeof flags>, context: Context): Promise<ShownKey> {
  const profile = profileNamed(given.profile, context)
  const key = await newKey(json, context)
  const { tenant, 'ca-file': caFile, verify = true } = given
  const facts = verify ? await tenantOf(key, { tenant, caFile }, context) : {}
  const settings = {
    ...(tenant !== undefined && { tenant }),
    ...(caFile !== undefined && { ca_file: caFile }),
  }
  const name = nameFor(key)
  const shown = await storeKey({ profile, name, key, facts, settings, use: true }, context)
  // The first profile, or the one that was named: it is what commands call with now.
  changeUserConfig(context.place, config => ({ ...config, profile }))
  return shown
}

/** `live`, `test`, `live-publishable`: what a key is called that nobody named. */
export function nameFor(key: string): string {
  const { mode, scope } = keyShape(key)
  return scope === 'publishable' ? `${mode}-publishable` : mode
}
