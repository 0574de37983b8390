import { homeOf } from '../../../src/profiles/api-hosts.ts'
import { maskedKey } from '../../../src/profiles/key-shape.ts'
import { type Setting, type SettingName, settingNames, settings } from '../../../src/profiles/settings.ts'
import type { RequestValues } from '../../connect/connection-types.ts'
import { type Effective, effectiveOf } from '../../connect/effective.ts'
import { whichSandbox } from '../../connect/which-sandbox.ts'
import type { FlagSpecs } from '../../kernel/command.ts'
import type { Context } from '../../kernel/context.ts'

/** One setting as it counts here. `level` and `origin` are null where nobody says anything. */
export interface ConfigRow {
  readonly name: string
  readonly value: string | number | null
  readonly level: string | null
  readonly origin: string | null
}

/** Flags that say what a command would be given, so that one can ask what would count then. */
export const settingFlags = Object.fromEntries(
  Object.values(settings as Readonly<Record<SettingName, Setting>>).map(
    ({ flag, env, kind, summary, min, max }) => [
      flag,
      {
        kind: kind === 'text' ? 'string' : 'integer',
        summary,
        env,
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
      },
    ],
  ),
) as FlagSpecs

export const showOriginFlag = { kind: 'boolean', summary: 'Say where each value stands.' } as const

/** Every setting as it counts for a command with these flags, and the key, masked. */
export function configRows(flags: RequestValues, context: Context): readonly ConfigRow[] {
  const effective = effectiveOf(flags, context)
  const rows = settingNames.map(name => rowOf(name, effective, context))
  return [...rows, keyRow(effective, context)]
}

function rowOf(name: SettingName, { values, profile, storedKey }: Effective, context: Context): ConfigRow {
  const said = values[name]
  if (said !== undefined) return { name, value: said.value, level: said.level, origin: said.from }
  if (name === 'profile')
    return { name, value: profile, level: 'profile', origin: 'the profile that is used' }
  if (name === 'base_url' && storedKey !== undefined) {
    const value = homeOf(storedKey.mode) ?? null
    return { name, value, level: 'profile', origin: `the ${storedKey.mode} key of the profile ${profile}` }
  }
  const sandbox =
    name === 'base_url' && values.api_key === undefined ? whichSandbox(undefined, context) : undefined
  if (sandbox !== undefined)
    return { name, value: sandbox.base_url, level: 'sandbox', origin: 'the sandbox that runs' }
  return { name, value: null, level: null, origin: null }
}

function keyRow({ values, profile, storedKey }: Effective, context: Context): ConfigRow {
  const name = 'key'
  if (storedKey !== undefined)
    return { name, value: storedKey.masked, level: 'profile', origin: `the profile ${profile}` }
  const { api_key: key } = values
  if (key !== undefined)
    return { name, value: maskedKey(String(key.value)), level: key.level, origin: key.from }
  const url = values.base_url === undefined ? undefined : String(values.base_url.value)
  const sandboxKey = whichSandbox(url, context)?.secret_key
  if (sandboxKey === null || sandboxKey === undefined) return { name, value: null, level: null, origin: null }
  return { name, value: maskedKey(sandboxKey), level: 'sandbox', origin: 'the sandbox that runs' }
}
