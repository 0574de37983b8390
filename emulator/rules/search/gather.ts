import { createTurns, type Turns } from '../../../src/time/turns.ts'
import type { Earliest } from '../../scheduling/earliest.ts'

/** Takes in what a long computation gives, null for a step that gave nothing, and lets others go first in between. */
export async function gather<Item>(
  found: Iterable<Item | null>,
  earliest: Earliest<Item>,
  turns: Turns,
): Promise<void> {
  for (const item of found) {
    if (item !== null) earliest.add(item)
    if (turns.isOver) await turns.pass()
  }
}

/** The answer to what was found, in its order; others go first in between here too. */
export async function answered<Item, Answer>(
  items: readonly Item[],
  answerOf: (item: Item) => Answer,
  turns: Turns = createTurns(),
): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const item of items) {
    answers.push(answerOf(item))
    if (turns.isOver) await turns.pass()
  }
  return answers
}
