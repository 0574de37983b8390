import { Failure } from '../../src/failure/failure.ts'
import type { Context } from './context.ts'

/** Whether somebody is there to answer: questions are asked on stderr, and never of programs. */
export function canAsk(json: boolean, { terminal, place }: Context): boolean {
  const { stdin, stderr, streams } = terminal
  return !json && stdin.isTty && stderr.isTty && streams !== undefined && (place.env.CI ?? '') === ''
}

/** Asks for a secret, of which nothing is shown but its length, whatever is pressed. Ctrl-C is an interruption. */
export async function askSecret(message: string, context: Context): Promise<string> {
  const { password } = await import('@inquirer/prompts')
  return await answered(context, where => password({ message, mask: '*', toggleMask: false }, where))
}

interface Where {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  readonly signal: AbortSignal
}

/** Every prompt goes through here: on stderr, ended by the signal of the command. */
async function answered<Answer>(
  { terminal, signal }: Context,
  ask: (where: Where) => Promise<Answer>,
): Promise<Answer> {
  if (terminal.streams === undefined) throw new Error('Nobody is there to be asked')
  try {
    return await ask({ ...terminal.streams(), signal })
  } catch (cause) {
    if (!['ExitPromptError', 'AbortPromptError'].includes((cause as Error).name)) throw cause
    throw new Failure('interrupted', 'not_confirmed', 'Nothing was changed', { cause })
  }
}
