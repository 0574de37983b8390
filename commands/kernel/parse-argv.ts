import { parse } from '@oclif/core/parser'
import { Failure } from '../../src/failure/failure.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import {
  type ArgSpec,
  type Command,
  type CommandInput,
  type FlagSpec,
  type FlagSpecs,
  globalFlags,
} from './command.ts'
import { flagValueOf } from './flag-value.ts'

type Tokens = Readonly<Record<string, string | readonly string[] | boolean | undefined>>
type ParserInput = Parameters<typeof parse>[1]

/**
 * Reads argv by the declaration of a command. oclif's parser splits words into flags and arguments; values are
 * converted here, so that every fault is found in one go, and the environment is the context's.
 * Throws usage failures, but not for what is missing where `may.miss` says so.
 */
export async function parseArgv(
  command: Command,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  may: { readonly miss?: boolean } = {},
): Promise<CommandInput> {
  const flags: FlagSpecs = { ...command.flags, ...globalFlags }
  const tokens = await tokensOf(command, flags, argv)
  const missing = may.miss === true ? [] : missingArgs(command, tokens)
  if (missing.length > 0) throw missingInput(command, [...missing, ...missingFlags(flags, tokens, env)])
  const values = Object.entries(flags).flatMap(([name, flag]) => {
    if (tokens.flags[name] !== undefined) flag.refuseTyped?.(String(tokens.flags[name]))
    const given = tokens.flags[name] ?? (flag.env === undefined ? undefined : presentText(env[flag.env]))
    return given === undefined ? [] : [[name, flagValueOf(name, flag, given)] as const]
  })
  const listed = command.args.find(({ repeated }) => repeated === true)?.name ?? ''
  const { [listed]: words = [], ...args } = tokens.args
  return {
    args: args as Readonly<Record<string, string>>,
    repeated: words as readonly string[],
    flags: Object.fromEntries(values),
    json: tokens.flags.json === true,
  }
}

function missingArgs({ args }: Command, tokens: { readonly args: Tokens }): readonly string[] {
  return args
    .filter(({ name, optional }) => optional !== true && tokens.args[name] === undefined)
    .map(({ name }) => name.toUpperCase())
}

/** Named together with missing arguments. Whether a body in `--data` has them is for the command to see. */
function missingFlags(
  flags: FlagSpecs,
  tokens: { readonly flags: Tokens },
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (tokens.flags.data !== undefined) return []
  return Object.entries(flags)
    .filter(([name, flag]) => flag.required === true && tokens.flags[name] === undefined)
    .filter(([, flag]) => flag.env === undefined || presentText(env[flag.env]) === undefined)
    .map(([name]) => `--${name}`)
}

/** The failure for arguments, flags or members that a command cannot do without; all of them at once. */
export function missingInput(command: Command, missing: readonly string[], hint?: string): Failure {
  const typed = command.id.replaceAll(':', ' ')
  const last = missing.at(-1) ?? ''
  const names = missing.length > 1 ? `${missing.slice(0, -1).join(', ')} and ${last}` : last
  const [field] = missing
  return new Failure('usage', 'missing_input', `\`${typed}\` needs ${names}`, {
    hint: [hint, `See \`ideadunes ${typed} --help\`.`].filter(text => text !== undefined).join(' '),
    details: { missing },
    ...(field !== undefined && { field }),
  })
}

async function tokensOf(
  command: Command,
  flags: Readonly<Record<string, FlagSpec>>,
  argv: readonly string[],
): Promise<{ args: Tokens; flags: Tokens }> {
  const options = {
    // Arguments are checked afterwards; without ignoreStdin the parser would wait for a pipe to fill them.
    args: Object.fromEntries(command.args.map(arg => [arg.name, parserArgOf(arg)])),
    flags: Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, parserFlagOf(flag)])),
  }
  try {
    return await parse([...argv], options as unknown as ParserInput)
  } catch (error) {
    throw valuedSwitch(error, argv, flags) ?? usageFailureOf(error, command, Object.keys(flags))
  }
}

function parserArgOf({ repeated }: ArgSpec) {
  return { ignoreStdin: true, parse: sameText, multiple: repeated === true, required: false }
}

function parserFlagOf(flag: FlagSpec) {
  if (flag.kind === 'boolean')
    return { type: 'boolean', char: flag.char, allowNo: flag.negatable === true, parse: sameText }
  const multiple = flag.kind === 'strings'
  return { type: 'option', char: flag.char, multiple, multipleNonGreedy: true, parse: sameText }
}

async function sameText<T>(value: T): Promise<T> {
  return value
}

function presentText(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

/** The failure for `--all=true`: the parser takes the value of a flag that has none for an argument. */
function valuedSwitch(error: unknown, argv: readonly string[], flags: FlagSpecs): Failure | undefined {
  const extra = (error as { args?: readonly unknown[] }).args?.[0]
  const switches = Object.entries(flags).filter(([, { kind }]) => kind === 'boolean')
  const found = switches.find(([name]) =>
    [`--${name}=${extra}`, `--no-${name}=${extra}`].some(word => argv.includes(word)),
  )
  if (found === undefined) return undefined
  const [name, { negatable }] = found
  const other = negatable === true ? `, or --no-${name}` : ', or leave it out'
  return new Failure('usage', 'invalid_flag', `--${name} takes no value, not ${extra}`, {
    field: `--${name}`,
    hint: `Give --${name} alone${other}.`,
  })
}

/** The parser's errors hold its whole input; only their message and names are taken over. */
function usageFailureOf(error: unknown, command: Command, names: readonly string[]): Failure {
  const { flags: unknownFlags, args } = error as { flags?: readonly string[]; args?: readonly string[] }
  const typed = command.id.replaceAll(':', ' ')
  const help = `See \`ideadunes ${typed} --help\`.`
  const [unknownFlag] = unknownFlags ?? []
  if (unknownFlag !== undefined) {
    const name = unknownFlag.replace(/=.*$/s, '')
    const near = nearestOf(name.replace(/^--?(no-)?/, ''), names)
    return new Failure('usage', 'unknown_flag', `\`${typed}\` has no flag ${name}`, {
      field: name,
      hint: near === undefined ? help : `Did you mean --${near}? ${help}`,
    })
  }
  const [extra] = args ?? []
  if (typeof extra === 'string') {
    return new Failure('usage', 'unexpected_argument', `\`${typed}\` does not take the argument ${extra}`, {
      field: extra,
      hint: help,
    })
  }
  const [message] = (error as Error).message.split('\n')
  return new Failure('usage', 'invalid_flag', message ?? 'The flags cannot be read', { hint: help })
}
