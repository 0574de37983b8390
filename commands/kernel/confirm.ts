import { Failure } from '../../src/failure/failure.ts'
import type { Context } from './context.ts'
import { askYes, canAsk } from './prompt.ts'

/**
 * Asks before something is destroyed. Only people can answer: without a terminal, under `--json`, `--no-input` or CI
 * it throws a usage failure that names `--yes`.
 */
export async function confirm(question: string, json: boolean, context: Context): Promise<void> {
  if (!canAsk(json, context)) {
    throw new Failure('usage', 'confirmation_required', `${question} Nobody is there to answer`, {
      field: '--yes',
      hint: 'Add --yes to go ahead.',
    })
  }
  if (await askYes(question, context)) return
  throw new Failure('interrupted', 'not_confirmed', 'Nothing was changed')
}
