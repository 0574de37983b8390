import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bookingCommands } from './booking-commands.ts'
import { lineCommands } from './line-commands.ts'
import { tally } from './practice-command.ts'
import { openPractice } from './practice-world.ts'

test('whatever is done, capacity, events and offers are what a model kept outside says', async () => {
  tally.clear()
  const commands = fc.commands([...bookingCommands, ...lineCommands], { maxCommands: 140, size: 'max' })
  await fc.assert(
    fc.asyncProperty(commands, async sequence => {
      await fc.asyncModelRun(openPractice, sequence)
    }),
    // Reproduced by the seed and the path that a failure names; shrinking ends in time to tell them.
    { seed: 20260420, numRuns: 16, interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true },
  )
  // Each of them was run, and seats that were freed together went to several; or nothing is shown.
  expect([...tally.keys()].toSorted()).toHaveLength(22)
  expect(tally.get('seats freed together go to several')).toBeGreaterThan(5)
})
