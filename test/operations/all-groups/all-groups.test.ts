import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bookingCommands } from './booking-commands.ts'
import { lineCommands } from './line-commands.ts'
import { tally } from './practice-command.ts'
import { openPractice } from './practice-world.ts'

test('whatever is done, capacity, events and offers are what a model kept outside says', async () => {
  tally.clear()
  const commands = fc.commands([...bookingCommands, ...lineCommands], { maxCommands: 120, size: 'max' })
  await fc.assert(
    fc.asyncProperty(commands, async sequence => {
      await fc.asyncModelRun(openPractice, sequence)
    }),
    // Reproduced by the seed and the path that a failure names.
    { seed: 20260420, numRuns: 45, interruptAfterTimeLimit: 18_000, endOnFailure: false },
  )
  // Each of them was run, or nothing is shown.
  expect([...tally.keys()].toSorted()).toHaveLength(19)
})
