import { parseBaseUrl } from '../../src/client/request-url.ts'
import { isThisMachine } from '../../src/network/loopback.ts'
import { homeOf } from '../../src/profiles/api-hosts.ts'
import type { Profile, StoredKey } from '../../src/profiles/config-file.ts'
import type { Context } from '../kernel/context.ts'
import type { RequestValues } from './connection-types.ts'
import { type Layer, type LevelName, layersOf, type ValueName } from './layers.ts'

/** A value that counts, and where it stands. */
export interface EffectiveValue {
  readonly value: string | number
  readonly level: LevelName
  readonly from: string
}

export interface Effective {
  readonly values: { readonly [Name in ValueName]?: EffectiveValue }
  readonly profile: string
  /** The key of the profile, where it is the one to call with. */
  readonly storedKey: StoredKey | undefined
}

/** What counts of everything that is said: the first layer that has a value, and no value without its company. */
export function effectiveOf(flags: RequestValues, context: Context): Effective {
  const { layers, profile } = layersOf(flags, context)
  const first = firstValues(layers)
  const sandbox = sandboxAmong(first, layers, profile.isNamed)
  const baseUrl = baseUrlBeside(sandbox, first.base_url, layers)
  const values = withDefined({ ...first, sandbox, base_url: baseUrl })
  const key = keyOfProfile(profile.stored, flags.live === true)
  const storedKey = sandbox === undefined && mayServe(key, values, layers) ? key : undefined
  if (storedKey !== undefined) {
    const { api_key: _, ...others } = values
    return { values: others, profile: profile.name, storedKey }
  }
  if (profile.isNamed) return { values, profile: profile.name, storedKey }
  // Its tenant and its URL are those of its key: with another key they would lead astray.
  const isAnotherKeyUsed = values.api_key !== undefined || key !== undefined
  const foreign = (['tenant', 'base_url'] as const).filter(
    name => isAnotherKeyUsed && values[name]?.level === 'profile',
  )
  return {
    values: Object.fromEntries(
      Object.entries(values).filter(([name]) => !foreign.includes(name as 'tenant')),
    ),
    profile: profile.name,
    storedKey,
  }
}

/** The key that is used of a profile, or its live one if that is asked for. */
export function keyOfProfile(profile: Profile | undefined, wantsLive: boolean): StoredKey | undefined {
  const used = profile?.key === undefined ? undefined : profile.keys?.[profile.key]
  if (!wantsLive || used?.mode === 'live') return used
  return (
    Object.values(profile?.keys ?? {}).find(({ mode, scope }) => mode === 'live' && scope === 'secret') ??
    used
  )
}

function firstValues(layers: readonly Layer[]): Effective['values'] {
  const found: Record<string, EffectiveValue> = {}
  for (const { level, from, values } of layers.toReversed()) {
    for (const [name, value] of Object.entries(values))
      found[name] = { value, level, from: from(name as ValueName) }
  }
  return found
}

/** What is shared in a folder gives way to whoever says by a flag or a variable where to go. */
function sandboxAmong(
  { sandbox, api_key, base_url, profile }: Effective['values'],
  layers: readonly Layer[],
  isProfileNamed: boolean,
): EffectiveValue | undefined {
  if (sandbox === undefined || isOwnLevel(sandbox)) {
    // A profile that a flag names goes before a fork that a variable names.
    const isOverruled = profile !== undefined && isBefore(profile, sandbox, layers) && isProfileNamed
    return isOverruled ? undefined : sandbox
  }
  const isOverruled =
    [api_key, base_url].some(value => value !== undefined && isOwnLevel(value)) || isProfileNamed
  return isOverruled ? undefined : sandbox
}

/** A fork is one of this machine: a URL that was said with less weight, of another machine, is not meant. */
function baseUrlBeside(
  sandbox: EffectiveValue | undefined,
  baseUrl: EffectiveValue | undefined,
  layers: readonly Layer[],
): EffectiveValue | undefined {
  if (sandbox === undefined || baseUrl === undefined || !isBefore(sandbox, baseUrl, layers)) return baseUrl
  return isThisMachine(parseBaseUrl(String(baseUrl.value)).hostname) ? baseUrl : undefined
}

/** Whether the profile's key is to be called with: no other key goes first, and the URL is the one it is for. */
function mayServe(
  key: StoredKey | undefined,
  { api_key, base_url }: Effective['values'],
  layers: readonly Layer[],
): key is StoredKey {
  if (key === undefined) return false
  const before = layers.slice(
    0,
    layers.findIndex(({ level }) => level === 'profile'),
  )
  if (api_key !== undefined && before.some(({ values }) => values.api_key !== undefined)) return false
  if (base_url === undefined || base_url.level === 'profile') return true
  return parseBaseUrl(String(base_url.value)).origin === homeOf(key.mode)
}

function isOwnLevel({ level }: EffectiveValue): boolean {
  return level === 'flag' || level === 'environment' || level === 'env file'
}

function isBefore(one: EffectiveValue, other: EffectiveValue | undefined, layers: readonly Layer[]): boolean {
  const at = (value: EffectiveValue) => layers.findIndex(({ level }) => level === value.level)
  return other !== undefined && at(one) < at(other)
}

function withDefined(values: Readonly<Record<string, EffectiveValue | undefined>>): Effective['values'] {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
