import { oneLine } from '../../../src/output/cell.ts'
import { paintFor } from '../../../src/output/paint.ts'
import { type Assignment, dayChart } from '../day-chart.ts'
import type { View } from '../view.ts'

/** What a run proposes: for people each day before and after, piped a line for each booking. */
export const renderAssignments: View = async (answer, _, context) => {
  const { stdout, stderr } = context.terminal
  const paint = paintFor(stdout)
  const assignments = answer.data as readonly Assignment[]
  await stdout.write(
    dayChart(assignments, {
      timezone: context.timezone(),
      width: stdout.columns,
      bold: text => paint('bold', text),
      dim: text => paint('dim', text),
    }),
  )
  const text =
    assignments.length === 0 ? 'Nothing would be moved.' : `Times are those of ${context.timezone()}.`
  await stderr.write(`${paintFor(stderr)('dim', oneLine(text))}\n`)
}
