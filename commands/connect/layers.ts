import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { Failure } from '../../src/failure/failure.ts'
import {
  defaultProfile,
  type Profile,
  readUserConfig,
  type UserConfig,
} from '../../src/profiles/config-file.ts'
import { readProjectFile } from '../../src/profiles/project-file.ts'
import { faultOfSetting, type SettingName, settingNames, settings } from '../../src/profiles/settings.ts'
import { findProjectFile, userConfigFile } from '../../src/profiles/settings-files.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import { utf8Text } from '../../src/text/utf8.ts'
import type { Context } from '../kernel/context.ts'
import type { RequestValues } from './connection-types.ts'

/** What a layer can say: every setting, and a key, which no file of settings holds. */
export type ValueName = SettingName | 'api_key'

export type LevelName = 'flag' | 'environment' | 'env file' | 'folder' | 'project' | 'profile'

/** One source of values, and how people call it. */
export interface Layer {
  readonly level: LevelName
  readonly from: (name: ValueName) => string
  readonly values: { readonly [Name in ValueName]?: string | number }
}

export interface Layers {
  /** The first that says something wins. */
  readonly layers: readonly Layer[]
  readonly profile: {
    readonly name: string
    readonly stored: Profile | undefined
    /** Whether a flag or a variable names it; otherwise it is the usual one. */
    readonly isNamed: boolean
  }
}

const variables: Readonly<Record<ValueName, string>> = {
  ...(Object.fromEntries(settingNames.map(name => [name, settings[name].env])) as Record<
    SettingName,
    string
  >),
  api_key: 'IDEADUNES_API_KEY',
}

const flagNames: Readonly<Record<ValueName, keyof RequestValues>> = {
  ...(Object.fromEntries(settingNames.map(name => [name, settings[name].flag])) as Record<
    SettingName,
    keyof RequestValues
  >),
  api_key: 'api-key',
}

/**
 * Everything that says something about a connection, in the order in which it counts: flags, the environment, the file of
 * variables, what `use` chose for the folder, the project's file, the profile. A profile that is named counts right behind
 * who names it. Throws a usage failure for files that are damaged and profiles that are not there.
 */
export function layersOf(flags: RequestValues, context: Context): Layers {
  const { place } = context
  const config = readUserConfig(place)
  const projectFile = findProjectFile(place)
  const project = projectFile === undefined ? undefined : projectLayer(projectFile)
  const typed = flagLayer(flags, place.env)
  const environment = variablesLayer('environment', place.env, name => variables[name])
  const file = envFileLayer(typed, environment, project, context)
  const own = [typed, environment, ...file]
  const shared = [...folderLayer(config, context), ...(project === undefined ? [] : [project])]
  const naming = [...own, ...shared].findIndex(({ values }) => values.profile !== undefined)
  const isNamed = naming !== -1 && naming < own.length
  const name = String([...own, ...shared][naming]?.values.profile ?? config.profile ?? defaultProfile)
  const stored = config.profiles?.[name]
  if (stored === undefined && name !== defaultProfile) throw unknownProfile(name, config)
  const profile: Layer = {
    level: 'profile',
    from: () => `profile ${name} in ${userConfigFile(place)}`,
    values: { ...stored?.settings },
  }
  const all = [...own, ...shared]
  return {
    layers: isNamed ? all.toSpliced(naming + 1, 0, profile) : [...all, profile],
    profile: { name, stored, isNamed },
  }
}

/** What the folder, or one above it, was told to use. */
export function folderLayer(config: UserConfig, { place }: Context): readonly Layer[] {
  for (let folder = place.cwd; ; folder = dirname(folder)) {
    const used = config.folders?.[folder]
    if (used !== undefined) {
      const from = `\`ideadunes use\` in ${folder}`
      return [{ level: 'folder', from: () => from, values: { sandbox: used.sandbox } }]
    }
    if (dirname(folder) === folder) return []
  }
}

/** Flags hold the variables too: what equals its variable was not typed, or makes no difference. */
function flagLayer(flags: RequestValues, env: Context['place']['env']): Layer {
  const values = Object.entries(flagNames).flatMap(([name, flag]) => {
    const value = flags[flag]
    const isTyped = value !== undefined && String(value) !== env[variables[name as ValueName]]
    return isTyped ? [[name, value as string | number]] : []
  })
  return { level: 'flag', from: name => `--${flagNames[name]}`, values: Object.fromEntries(values) }
}

function variablesLayer(
  level: LevelName,
  env: Readonly<Record<string, string | undefined>>,
  from: Layer['from'],
): Layer {
  const values = Object.entries(variables).flatMap(([name, variable]) => {
    const text = env[variable]
    if (text === undefined || text === '') return []
    if (name === 'api_key' || settings[name as SettingName].kind === 'text') return [[name, text]]
    const fault = faultOfSetting(name as SettingName, Number(text))
    if (fault !== undefined) throw invalidVariable(variable, fault)
    return [[name, Number(text)]]
  })
  return { level, from, values: Object.fromEntries(values) }
}

function projectLayer(file: string): Layer {
  const values = readProjectFile(file)
  const { ca_file } = values
  return {
    level: 'project',
    from: () => file,
    values: {
      ...values,
      // Beside the file that names it, wherever somebody stands.
      ...(ca_file !== undefined && { ca_file: resolve(dirname(file), String(ca_file)) }),
    },
  }
}

/** The file of variables that is asked for. One that only the project names need not be there. */
function envFileLayer(
  typed: Layer,
  environment: Layer,
  project: Layer | undefined,
  { place }: Context,
): readonly Layer[] {
  const asked = typed.values.env_file ?? environment.values.env_file
  const named = asked ?? project?.values.env_file
  if (named === undefined) return []
  const folder = asked === undefined && project !== undefined ? dirname(project.from('env_file')) : place.cwd
  const file = isAbsolute(String(named)) ? String(named) : resolve(folder, String(named))
  let text: string
  try {
    text = utf8Text(readFileSync(file))
  } catch (cause) {
    if (asked === undefined && (cause as { code?: string }).code === 'ENOENT') return []
    throw new Failure('usage', 'env_file', `Cannot read ${file}: ${(cause as Error).message}`, {
      field: '--read-env',
      cause,
    })
  }
  return [variablesLayer('env file', parseEnv(text), name => `${variables[name]} in ${file}`)]
}

function unknownProfile(name: string, config: UserConfig): Failure {
  const known = Object.keys(config.profiles ?? {})
  const near = nearestOf(name, known)
  const hint =
    near === undefined
      ? `${known.length === 0 ? 'There is none yet.' : `There are ${known.join(', ')}.`} Make it with \`ideadunes login --profile ${name}\`.`
      : `Did you mean ${near}?`
  return new Failure('usage', 'unknown_profile', `There is no profile ${name}`, { field: '--profile', hint })
}

function invalidVariable(variable: string, fault: string): Failure {
  return new Failure('usage', 'invalid_flag', `${variable} ${fault}`, { field: variable })
}
