import { Failure } from '../../src/failure/failure.ts'
import type { Context } from './context.ts'
import { checkboxTheme, promptTheme } from './prompt-theme.ts'

/** Whether somebody is there to answer: questions are asked on stderr, and never of programs. */
export function canAsk(json: boolean, { terminal, place, asksNothing }: Context): boolean {
  const { stdin, stderr, streams } = terminal
  if (json || asksNothing === true || (place.env.CI ?? '') !== '') return false
  return stdin.isTty && stderr.isTty && streams !== undefined
}

/** Asks for a secret, of which nothing is shown but its length, whatever is pressed. Ctrl-C is an interruption. */
export async function askSecret(message: string, context: Context): Promise<string> {
  const { password } = await import('@inquirer/prompts')
  return await answered(context, (where, theme) =>
    password({ message, mask: '*', toggleMask: false, theme }, where),
  )
}

/** One of several, as people read it and as it is used. */
export interface Choice<Value> {
  readonly name: string
  readonly value: Value
}

/** Asks for one of a few; what is typed finds one by its name. */
export async function askChoice<Value>(
  message: string,
  choices: readonly Choice<Value>[],
  context: Context,
): Promise<Value> {
  const { select } = await import('@inquirer/prompts')
  return await answered(context, (where, theme) =>
    select<Value>({ message, choices, pageSize, theme }, where),
  )
}

/** Asks for several of a few, one at least. */
export async function askSeveral(
  message: string,
  choices: readonly Choice<string>[],
  context: Context,
): Promise<readonly string[]> {
  const { checkbox } = await import('@inquirer/prompts')
  return await answered(context, where =>
    checkbox(
      { message, choices, pageSize, required: true, theme: checkboxTheme(context.terminal.stderr) },
      where,
    ),
  )
}

/** Asks for one of many, which `find` looks for again whenever something is typed. */
export async function askSearch<Value>(
  message: string,
  find: (typed: string) => Promise<readonly Choice<Value>[]>,
  context: Context,
): Promise<Value> {
  const { search } = await import('@inquirer/prompts')
  const source = (typed: string | undefined) => find((typed ?? '').trim())
  return await answered(context, (where, theme) => search<Value>({ message, source, pageSize, theme }, where))
}

/** Asks for a text. `faultOf` says what is wrong with one; undefined if nothing is. */
export async function askText(
  message: string,
  faultOf: (typed: string) => string | undefined,
  context: Context,
): Promise<string> {
  const { input } = await import('@inquirer/prompts')
  const validate = (typed: string) => faultOf(typed) ?? true
  return await answered(context, (where, theme) => input({ message, validate, theme }, where))
}

/** Asks yes or no; Enter alone is no. */
export async function askYes(message: string, context: Context): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts')
  return await answered(context, (where, theme) => confirm({ message, default: false, theme }, where))
}

/** Lines of choices that are shown at once. */
const pageSize = 12

interface Where {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  readonly signal: AbortSignal
}

/** Every prompt goes through here: on stderr, in its colours, ended by the signal of the command. */
async function answered<Answer>(
  { terminal, signal }: Context,
  ask: (where: Where, theme: ReturnType<typeof promptTheme>) => Promise<Answer>,
): Promise<Answer> {
  if (terminal.streams === undefined) throw new Error('Nobody is there to be asked')
  try {
    return await ask({ ...terminal.streams(), signal }, promptTheme(terminal.stderr))
  } catch (cause) {
    if (!['ExitPromptError', 'AbortPromptError'].includes((cause as Error).name)) throw cause
    throw new Failure('interrupted', 'not_confirmed', 'Nothing was changed', { cause })
  }
}
