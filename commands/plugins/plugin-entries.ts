import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '../../src/profiles/user-folders.ts'
import type { Command, FlagSpec } from '../kernel/command.ts'
import { pluginFolder } from '../kernel/plugin-folder.ts'

/** A flag as oclif's manifests describe it. */
interface TheirFlag {
  readonly type?: string
  readonly summary?: string
  readonly description?: string
  readonly options?: readonly string[]
  readonly multiple?: boolean
  readonly char?: string
}

/** A command as oclif's manifests describe it. */
export interface TheirCommand {
  readonly id: string
  readonly summary?: string | undefined
  readonly args?: Readonly<Record<string, unknown>> | undefined
  readonly flags?: Readonly<Record<string, TheirFlag>> | undefined
  readonly hidden?: boolean | undefined
}

interface InstalledPlugin {
  readonly name: string
  /** Of a linked one: its folder. */
  readonly root?: string
}

/**
 * The commands of installed and linked plugins, from the manifests that published ones bring: no oclif is loaded. Undefined where
 * one has no manifest, as happens while it is written.
 */
export function commandsInManifests(place: Place): readonly Command[] | undefined {
  try {
    const folder = pluginFolder(place)
    const found = installedIn(folder).map(({ name, root }) => {
      const file = join(root ?? join(folder, 'node_modules', name), 'oclif.manifest.json')
      return JSON.parse(readFileSync(file, 'utf8')) as {
        readonly commands: Readonly<Record<string, TheirCommand>>
      }
    })
    return found.flatMap(({ commands }) => Object.values(commands).map(commandOfPlugin))
  } catch {
    return undefined
  }
}

function installedIn(folder: string): readonly InstalledPlugin[] {
  const text = readFileSync(join(folder, 'package.json'), 'utf8')
  return (JSON.parse(text) as { oclif: { plugins: readonly InstalledPlugin[] } }).oclif.plugins
}

/** A command of a plugin as completion reads ours. It is never run so. */
export function commandOfPlugin({ id, summary = '', args = {}, flags = {} }: TheirCommand): Command {
  return {
    id,
    summary,
    args: Object.keys(args).map(name => ({ name })),
    flags: Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, specOf(flag)])),
    run: async () => undefined,
    render: async () => undefined,
  }
}

function specOf({ type, summary, description = '', options, multiple, char }: TheirFlag): FlagSpec {
  return {
    kind: type === 'boolean' ? 'boolean' : multiple === true ? 'strings' : 'string',
    summary: summary ?? description.split('\n')[0] ?? '',
    ...(options !== undefined && { options }),
    ...(char !== undefined && { char }),
  }
}
