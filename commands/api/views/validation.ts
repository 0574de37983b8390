import { oneLine } from '../../../src/output/cell.ts'
import { conflictLines } from '../../../src/output/failure-text.ts'
import { paintFor } from '../../../src/output/paint.ts'
import { writeRecord } from '../../../src/output/record.ts'
import type { View } from '../view.ts'

/** Whether a booking would be taken: for people in a sentence with what is in the way, piped as any other answer. */
export const renderValidation: View = async (answer, entry, { terminal: { stdout } }) => {
  if (!stdout.isTty) return await writeRecord(stdout, answer, entry.columns)
  const paint = paintFor(stdout)
  const { start_at, end_at, resource_id } = answer
  const [mark, text] =
    answer.available === true
      ? [paint('green', '✓'), `Available: ${start_at} to ${end_at} with ${resource_id}`]
      : [paint('red', '✗'), `Not available: ${start_at} with ${resource_id}`]
  await stdout.write([`${mark} ${oneLine(text)}\n`, ...conflictLines(answer)].join(''))
}
