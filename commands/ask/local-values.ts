import type { ControlClient } from '../../src/client/control-client.ts'
import { defaultProfile, readUserConfig } from '../../src/profiles/config-file.ts'
import { type ControlFlags, findControl } from '../connect/control.ts'
import type { Context } from '../kernel/context.ts'
import type { KnownValue } from './known-values.ts'

/** What a name stands for that the sandbox or this machine knows, and no list of the API. */
export type LocalKind = 'snapshot' | 'sandbox key' | 'fault' | 'fork' | 'profile' | 'stored key' | 'tenant'

/** Commands whose `name` is that of something that is there. */
const named: Readonly<Record<string, LocalKind>> = {
  'sandbox:snapshot:restore': 'snapshot',
  'sandbox:snapshot:diff': 'snapshot',
  'sandbox:snapshot:delete': 'snapshot',
  'sandbox:snapshot:export': 'snapshot',
  'keys:show': 'stored key',
  'keys:use': 'stored key',
  'keys:remove': 'stored key',
}

const kinds: Readonly<Record<string, LocalKind>> = {
  'from-snapshot': 'snapshot',
  fork: 'fork',
  sandbox: 'fork',
  profile: 'profile',
}

/** What an argument or flag of a command names; undefined where that may be anything. */
export function localKindOf(id: string, name: string): LocalKind | undefined {
  const plain = name.replace(/^--/, '').toLowerCase()
  const isDiffed = id === 'sandbox:snapshot:diff' && (plain === 'from' || plain === 'to')
  if (plain === 'name' || isDiffed) return named[id]
  if (id === 'sandbox:keys:revoke' && plain === 'key') return 'sandbox key'
  if (id === 'sandbox:faults:remove' && plain === 'id') return 'fault'
  // Elsewhere a tenant is one of the account, and a new one may be meant.
  if (plain === 'tenant' && id.startsWith('sandbox:') && id !== 'sandbox:tenants:create') return 'tenant'
  return kinds[plain]
}

/** All that there are; none where no sandbox runs. `flags` say which sandbox and which profile. */
export async function localValues(
  kind: LocalKind,
  flags: ControlFlags & { readonly profile?: string | undefined },
  context: Context,
): Promise<readonly KnownValue[]> {
  if (kind === 'profile') return profiles(context)
  if (kind === 'stored key') return storedKeys(flags.profile, context)
  const client = findControl(flags, context)?.client
  return client === undefined ? [] : await ofSandbox(kind, client)
}

async function ofSandbox(kind: LocalKind, client: ControlClient): Promise<readonly KnownValue[]> {
  switch (kind) {
    case 'snapshot': {
      const { data } = await client.snapshots()
      return data.map(({ name, saved_at, problem }) => ({ value: name, label: problem ?? saved_at ?? '' }))
    }
    case 'sandbox key': {
      const { data } = await client.keys()
      const labelOf = (one: (typeof data)[number]) =>
        [one.hint, one.scope, one.tenant_id, one.sandbox].join(', ')
      return data.map(one => ({ value: one.id, label: labelOf(one) }))
    }
    case 'fault': {
      const { data } = await client.faults()
      const labelOf = (one: (typeof data)[number]) =>
        [one.effect, one.operation ?? 'every operation'].join(', ')
      return data.map(one => ({ value: one.id, label: labelOf(one) }))
    }
    case 'tenant': {
      const { data } = await client.tenants()
      return data.map(({ id, name, plan }) => ({ value: id, label: `${name}, ${plan}` }))
    }
    default: {
      const { data } = await client.sandboxes()
      return data.map(({ id, name }) => ({ value: name ?? id, label: name === null ? '' : id }))
    }
  }
}

function profiles({ place }: Context): readonly KnownValue[] {
  const stored = Object.entries(readUserConfig(place).profiles ?? {})
  return stored.map(([value, { settings }]) => ({ value, label: String(settings?.tenant ?? '') }))
}

function storedKeys(profile: string | undefined, { place }: Context): readonly KnownValue[] {
  const config = readUserConfig(place)
  const keys = config.profiles?.[profile ?? config.profile ?? defaultProfile]?.keys ?? {}
  return Object.entries(keys).map(([value, { masked }]) => ({ value, label: masked }))
}
