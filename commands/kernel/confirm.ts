import { Failure } from '../../src/failure/failure.ts'
import type { Context } from './context.ts'

/**
 * Asks before something is destroyed. Only people can answer: without a terminal, or under `--json`, it throws
 * a usage failure that names `--yes`.
 */
export async function confirm(question: string, json: boolean, context: Context): Promise<void> {
  const { stdin, stderr } = context.terminal
  if (json || !stderr.isTty || !stdin.isTty) {
    throw new Failure('usage', 'confirmation_required', `${question} Nobody is there to answer`, {
      field: '--yes',
      hint: 'Add --yes to go ahead.',
    })
  }
  await stderr.write(`${question} [y/N] `)
  const answer = await stdin.readLine()
  if (/^y(es)?$/i.test(answer ?? '')) return
  throw new Failure('interrupted', 'not_confirmed', 'Nothing was changed')
}
