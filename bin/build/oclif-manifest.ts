import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Config } from '@oclif/core/config'
import { oclifTopics } from '../../commands/kernel/plugin-folder.ts'

interface ManifestCommand {
  readonly id: string
  readonly summary?: string
  readonly pluginName?: string
  readonly args: Readonly<Record<string, { readonly name: string; readonly required?: boolean }>>
  readonly flags: Readonly<Record<string, ManifestFlag>>
}

interface ManifestFlag {
  readonly name: string
  readonly type: string
  readonly char?: string
  readonly allowNo?: boolean
  readonly multiple?: boolean
  readonly options?: readonly string[]
}

/**
 * The manifest of the built commands in `built`, as oclif itself sees them, cut down to ids, summaries and the
 * names of flags: long texts load on `--help`.
 */
export async function oclifManifest(root: string, built: string): Promise<string> {
  const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const target = `./${relative(root, join(built, 'oclif.js'))}`
  const oclif = { ...pjson.oclif, commands: { ...pjson.oclif.commands, target } }
  const config = await Config.load({ root, pjson: { ...pjson, oclif }, ignoreManifest: true })
  const commands = (config.commands as unknown as readonly ManifestCommand[])
    .map(command => [command.id, isOclifs(command.id) ? asItIs(command) : shortened(command)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return `${JSON.stringify({ version: config.version, commands: Object.fromEntries(commands) }, null, 2)}\n`
}

/** Of commands that oclif explains the manifest has all that it needs to. */
function isOclifs(id: string): boolean {
  return Object.hasOwn(oclifTopics, id.split(':')[0] ?? '')
}

/** Without what depends on the place of the build, or is oclif's own. */
function asItIs(command: ManifestCommand): object {
  const { load: _, pluginType: __, pluginAlias: ___, ...kept } = command as unknown as Record<string, unknown>
  return kept
}

function shortened({ id, summary, args, flags, pluginName }: ManifestCommand) {
  return {
    id,
    pluginName,
    summary,
    aliases: [],
    hiddenAliases: [],
    args: mapped(args, ({ name, required }) => ({ name, required })),
    flags: mapped(flags, ({ name, type, char, allowNo, multiple, options }) => ({
      name,
      type,
      ...(char !== undefined && { char }),
      ...(allowNo === true && { allowNo }),
      ...(multiple === true && { multiple }),
      ...(options !== undefined && { options }),
    })),
  }
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
