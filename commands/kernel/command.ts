import type { FlagKind } from '../../src/contract/commands/command-index.ts'
import type { Context } from './context.ts'

/** A flag as a command declares it. */
export interface FlagSpec {
  readonly kind: FlagKind
  /** One line for `--help`. */
  readonly summary?: string
  readonly options?: readonly string[]
  /** Whether several of the options may stand in the value, with commas between them. */
  readonly several?: true
  /** Said in `--help`; whoever runs the command checks it, for the value may come from elsewhere. */
  readonly required?: true
  /** Where the value comes from when the flag is not given. */
  readonly env?: string
  /** Booleans: whether `--no-x` exists. */
  readonly negatable?: true
  /** What stands behind the flag in `--help`, such as FILE. */
  readonly valueName?: string
  /** Integers: the range. */
  readonly min?: number
  readonly max?: number
  /** One letter that stands for it too: `-f`. */
  readonly char?: string
  /** Throws for what must not stand in a command line, which others can see; its variable may hold it. */
  readonly refuseTyped?: (text: string) => void
}

export interface ArgSpec {
  readonly name: string
  readonly summary?: string
  /** Stands in brackets in the usage; left out, `input.args` does not have it. */
  readonly optional?: true
  /** Of the last one: several words may stand for it, at least one. They are in `input.repeated`. */
  readonly repeated?: true
  /** What it may be, for completion and for whoever is asked; the command itself says no to others. */
  readonly options?: readonly string[]
}

type ValueOf<Kind extends FlagKind> = {
  string: string
  integer: number
  number: number
  boolean: boolean
  strings: readonly string[]
  json: unknown
}[Kind]

export type FlagSpecs = Readonly<Record<string, FlagSpec>>

export type FlagValues<Flags extends FlagSpecs> = {
  readonly [Name in keyof Flags]?: ValueOf<Flags[Name]['kind']> | undefined
}

/** What people typed, read by the command's declaration. Every argument is there that is not optional. */
export interface CommandInput<Flags extends FlagSpecs = FlagSpecs> {
  readonly args: Readonly<Record<string, string>>
  /** The words of the argument that takes several; none where there is no such. */
  readonly repeated: readonly string[]
  readonly flags: FlagValues<Flags>
  readonly json: boolean
}

/** Long texts, loaded only for `--help`. */
export interface HelpTexts {
  readonly description?: string
  readonly args?: Readonly<Record<string, string>>
  readonly flags?: Readonly<
    Record<string, { readonly description: string; readonly valueName?: string; readonly default?: unknown }>
  >
  /** As typed after the name of the tool. */
  readonly examples?: readonly { readonly title: string; readonly command: string }[]
  /** Errors that this command has beside others. */
  readonly errors?: readonly { readonly code: string; readonly text: string }[]
  /** Codes of errors that come from every command of its kind. */
  readonly commonErrors?: readonly string[]
}

/**
 * A command in three parts: what it takes, what it does (`run` knows nothing of argv, and only the context of
 * the world), and how the result is shown. Failures are thrown and rendered by the dispatcher.
 */
export interface Command<Result = unknown, Flags extends FlagSpecs = FlagSpecs> {
  /** With colons: `sandbox:start`. */
  readonly id: string
  /** A lower-case fragment of one line. */
  readonly summary: string
  readonly args: readonly ArgSpec[]
  readonly flags: Flags
  texts?(context: Context): HelpTexts
  run(input: CommandInput<Flags>, context: Context): Promise<Result>
  /**
   * Of a command that changes something elsewhere: a sentence that says how to look whether it did, for when no answer came
   * or Ctrl-C came first.
   */
  howToLook?(input: CommandInput<Flags>, context: Context): string
  /** Writes the result for people, or piped. */
  render(result: Result, input: CommandInput<Flags>, context: Context): Promise<void>
  /** Writes the result under `--json`; without it the result itself is the document. */
  renderJson?(result: Result, context: Context): Promise<void>
}

/** Declares a command, so that the types of its flags reach `run`. */
export function defineCommand<Result, const Flags extends FlagSpecs>(
  command: Command<Result, Flags>,
): Command {
  return command as unknown as Command
}

/** Flags that every command has. */
export const globalFlags = {
  json: { kind: 'boolean', summary: 'Print exactly one JSON document, also for errors.' },
  'no-color': { kind: 'boolean', summary: 'Print without colours.' },
  'no-input': {
    kind: 'boolean',
    summary: 'Ask nothing: what is missing is an error.',
    env: 'IDEADUNES_NO_INPUT',
  },
  help: { kind: 'boolean', summary: 'Show this help.' },
} as const satisfies FlagSpecs
