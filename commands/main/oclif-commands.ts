import { type Command, type FlagSpec, globalFlags } from '../kernel/command.ts'
import { contractFilesIn } from '../kernel/contract-files.ts'
import { hostOf } from '../plugins/host.ts'
import { commandIds, commandOf } from './catalogue.ts'

/** What a command needs of the config that oclif runs it with. */
interface RunningConfig {
  readonly version: string
}

interface OclifArg {
  readonly name: string
  readonly required: boolean
  readonly multiple?: true
}

/** A command as oclif's `explicit` strategy wants it. */
export interface OclifCommand {
  readonly id: string
  readonly summary: string
  readonly args: Readonly<Record<string, OclifArg>>
  readonly flags: Readonly<Record<string, object>>
  readonly run: (argv: readonly string[], config: RunningConfig) => Promise<number>
}

/**
 * All commands by their ids, for whatever reads them as an oclif plugin: the manifest now, and completion. They
 * are run by the dispatcher, in oclif too. `dist` is the folder of the built files.
 */
export async function oclifCommandsIn(dist: URL): Promise<Readonly<Record<string, OclifCommand>>> {
  const contract = contractFilesIn(new URL('contract/', dist))
  const described = commandIds(contract).map(async id => {
    const command = await commandOf(id, contract)
    return command === undefined ? [] : [[id, describe(command, dist)] as const]
  })
  return Object.fromEntries((await Promise.all(described)).flat())
}

function describe(command: Command, dist: URL): OclifCommand {
  const flags = Object.entries({ ...command.flags, ...globalFlags })
  return {
    id: command.id,
    summary: command.summary,
    args: Object.fromEntries(
      command.args.map(({ name, optional, repeated }) => [
        name,
        { name, required: optional !== true, ...(repeated === true && { multiple: true }) },
      ]),
    ),
    flags: Object.fromEntries(flags.map(([name, flag]) => [name, oclifFlagOf(name, flag)])),
    run: async (argv, config) => {
      const words = [...command.id.split(':'), ...argv]
      const host = hostOf(config)
      if (host !== undefined) return await host.runOwn(words)
      const [{ dispatch }, { processContext }] = await Promise.all([
        import('./dispatch.ts'),
        import('./process-context.ts'),
      ])
      return await dispatch(words, processContext(config.version, dist))
    },
  }
}

function oclifFlagOf(name: string, flag: FlagSpec): object {
  if (flag.kind === 'boolean')
    return { name, type: 'boolean', char: flag.char, allowNo: flag.negatable === true }
  return { name, type: 'option', char: flag.char, multiple: flag.kind === 'strings', options: flag.options }
}
