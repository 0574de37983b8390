import { commandIds, commandOf } from './catalogue.ts'
import { type Command, type FlagSpec, globalFlags } from './command.ts'
import { contractFilesIn } from './contract-files.ts'

/**
 * The commands as oclif's `explicit` strategy wants them, for whatever reads a plugin: the manifest now, and
 * completion. Each is made when it is asked for. They run through `main`, which starts faster than oclif.
 */
export const COMMANDS: Readonly<Record<string, OclifCommand>> = new Proxy(
  {},
  {
    get: (_, id) => (typeof id === 'string' ? oclifCommandOf(id) : undefined),
    has: (_, id) => typeof id === 'string' && commandIds(contract()).includes(id),
    ownKeys: () => [...commandIds(contract())],
    getOwnPropertyDescriptor: (_, id) => ({
      value: oclifCommandOf(String(id)),
      enumerable: true,
      configurable: true,
    }),
  },
)

interface OclifCommand {
  readonly id: string
  readonly summary: string
  readonly args: Readonly<Record<string, { readonly name: string; readonly required: true }>>
  readonly flags: Readonly<Record<string, object>>
  readonly run: (argv: readonly string[], config: { readonly version: string }) => Promise<number>
}

function contract() {
  return contractFilesIn(new URL('contract/', import.meta.url))
}

function oclifCommandOf(id: string): OclifCommand | undefined {
  const command = commandOf(id, contract())
  return command === undefined ? undefined : describe(command)
}

function describe(command: Command): OclifCommand {
  const flags = Object.entries({ ...command.flags, ...globalFlags })
  return {
    id: command.id,
    summary: command.summary,
    args: Object.fromEntries(command.args.map(({ name }) => [name, { name, required: true }])),
    flags: Object.fromEntries(flags.map(([name, flag]) => [name, oclifFlagOf(name, flag)])),
    run: async (argv, { version }) => {
      const { runMain } = await import('./main.ts')
      return await runMain([...command.id.split(':'), ...argv], version, new URL('./', import.meta.url))
    },
  }
}

function oclifFlagOf(name: string, flag: FlagSpec): object {
  if (flag.kind === 'boolean') return { name, type: 'boolean', allowNo: flag.negatable === true }
  return { name, type: 'option', multiple: flag.kind === 'strings', options: flag.options }
}
