import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseBaseUrl } from '../../../src/client/request-url.ts'
import { Failure } from '../../../src/failure/failure.ts'
import { replaceFile } from '../../../src/files/private-file.ts'
import { changeUserConfig, withProfile } from '../../../src/profiles/config-file.ts'
import { hasSecretKey } from '../../../src/profiles/key-shape.ts'
import { readProjectFile } from '../../../src/profiles/project-file.ts'
import {
  faultOfSetting,
  profileSettings,
  type SettingName,
  settingNamed,
  settingNames,
  settings,
} from '../../../src/profiles/settings.ts'
import { findProjectFile, projectFileName, userConfigFile } from '../../../src/profiles/settings-files.ts'
import { utf8Text } from '../../../src/text/utf8.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../../kernel/command.ts'
import type { Context } from '../../kernel/context.ts'
import { profileFlag, profileInUse, profileNamed } from '../profile-in-use.ts'
import { unknownSetting } from './get.ts'

const flags = {
  profile: profileFlag,
  project: { kind: 'boolean', summary: `Into ${projectFileName}, for everybody who has the project.` },
} as const satisfies FlagSpecs

interface Set {
  readonly name: SettingName
  readonly value: string | number | null
  readonly file: string
}

/** `ideadunes config set`: sets a value, or takes it away. */
export const setConfig = defineCommand({
  id: 'config:set',
  summary: 'Set a value for a profile, or for the project; without VALUE take it away',
  args: [
    { name: 'name', summary: `${settingNames.join(', ')}.` },
    { name: 'value', summary: 'The new value; left out, the setting goes.', optional: true },
  ],
  flags,
  texts: () => ({
    description:
      'Without --project it goes into your own settings: into the profile that is used or named, and `profile` itself says ' +
      'which profile is used where none is named. Keys are no settings: `login` keeps them.',
    examples: [
      { title: 'Act for one tenant', command: 'config set tenant tnt_clinic' },
      { title: 'Wait longer', command: 'config set timeout 60' },
      { title: 'A fork for everybody in the project', command: 'config set sandbox feature-x --project' },
    ],
  }),
  run,
  async render({ name, value, file }, _, { terminal }) {
    await terminal.stderr.write(
      value === null ? `${name} is no more in ${file}.\n` : `${name} is ${value} in ${file}.\n`,
    )
  },
})

async function run({ args, flags: given }: CommandInput<typeof flags>, context: Context): Promise<Set> {
  const name = settingNamed(args.name ?? '')
  if (name === undefined) throw unknownSetting(args.name ?? '', settingNames)
  const value = args.value === undefined ? null : typedValue(name, args.value)
  if (given.project === true) return { name, value, file: setInProject(name, value, context) }
  return { name, value, file: setForUser(name, value, given.profile, context) }
}

function typedValue(name: SettingName, typed: string): string | number {
  const { kind } = settings[name]
  const value = kind === 'integer' && /^\d+$/.test(typed) ? Number(typed) : typed
  const fault = faultOfSetting(name, value)
  if (fault !== undefined) throw wrong(`${name} ${fault}`)
  if (name === 'base_url') parseBaseUrl(typed)
  if (hasSecretKey(typed)) throw wrong(`${name} is no place for a key: \`ideadunes login\` keeps it`)
  return value
}

function setForUser(
  name: SettingName,
  value: string | number | null,
  profileTyped: string | undefined,
  context: Context,
): string {
  const { place } = context
  if (name === 'profile') {
    if (value !== null) profileInUse(String(value), context)
    changeUserConfig(place, ({ profile: _, ...config }) =>
      value === null ? config : { ...config, profile: String(value) },
    )
    return userConfigFile(place)
  }
  if (!profileSettings.includes(name)) {
    const how = name === 'sandbox' ? '`ideadunes use` chooses it for a folder' : 'a profile cannot have it'
    throw wrong(`${name} is set for a project: --project, or ${how}`)
  }
  const profile = profileNamed(profileTyped, context)
  changeUserConfig(place, config =>
    withProfile(config, profile, stored => ({
      ...stored,
      settings: changed({ ...stored.settings }, name, value),
    })),
  )
  return userConfigFile(place)
}

/** Changes the nearest file of a project, or makes one here. */
function setInProject(name: SettingName, value: string | number | null, { place }: Context): string {
  const file = findProjectFile(place) ?? join(place.cwd, projectFileName)
  const isThere = existsSync(file)
  // Damaged files are told before they are changed.
  if (isThere) readProjectFile(file)
  const before = isThere
    ? (JSON.parse(utf8Text(readFileSync(file))) as Record<string, string | number>)
    : { $schema: './node_modules/ideadunes/docs/config.schema.json' }
  replaceFile(file, `${JSON.stringify(changed(before, name, value), null, 2)}\n`, { mode: 0o644 })
  return file
}

function changed(
  values: Record<string, string | number>,
  name: SettingName,
  value: string | number | null,
): Record<string, string | number> {
  const { [name]: _, ...others } = values
  return value === null ? others : { ...values, [name]: value }
}

function wrong(message: string): Failure {
  return new Failure('usage', 'invalid_setting', message, { field: 'VALUE' })
}
