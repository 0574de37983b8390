import { writeRecord } from '../../../src/output/record.ts'
import { openTable } from '../../../src/output/table.ts'
import type { View } from '../view.ts'

const columns = ['name', 'level', 'enabled', 'weight', 'unit']

/** What schedules are judged by: for people a table, piped as any other answer. */
export const renderConstraints: View = async (answer, entry, { terminal: { stdout } }) => {
  if (!stdout.isTty) return await writeRecord(stdout, answer, entry.columns)
  await openTable(stdout, columns).add(answer.constraints as readonly Readonly<Record<string, unknown>>[])
}
