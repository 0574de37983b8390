import { oneLine } from '../../../src/output/cell.ts'
import { paintFor } from '../../../src/output/paint.ts'
import { writeRecord } from '../../../src/output/record.ts'
import { openTable } from '../../../src/output/table.ts'
import type { View } from '../view.ts'

interface Judged {
  readonly bookings: number
  readonly window: { readonly from: string; readonly to: string }
  readonly score: { readonly hard: number; readonly medium: number; readonly soft: number }
  readonly constraints: readonly Readonly<Record<string, unknown>>[]
  readonly violations: readonly { readonly message: string }[]
}

const columns = ['name', 'level', 'count', 'unit', 'weight', 'cost']

/** A schedule that was judged: for people its score, what it is made of, and each broken rule; piped as any other answer. */
export const renderScheduleScore: View = async (answer, entry, { terminal: { stdout } }) => {
  if (!stdout.isTty) return await writeRecord(stdout, answer, entry.columns)
  const paint = paintFor(stdout)
  const { bookings, window, score, constraints, violations } = answer as unknown as Judged
  const [mark, rules] =
    score.hard === 0
      ? [paint('green', '✓'), 'no hard rule is broken']
      : [paint('red', '✗'), `${score.hard} hard ${score.hard === 1 ? 'rule is' : 'rules are'} broken`]
  const head = `${bookings} bookings from ${window.from} to ${window.to}: ${rules}, soft cost ${score.soft}`
  await stdout.write(`${mark} ${oneLine(head)}\n`)
  await stdout.write(violations.map(({ message }) => `  ${oneLine(message)}\n`).join(''))
  await stdout.write('\n')
  await openTable(stdout, columns).add(constraints.filter(({ count }) => count !== 0))
}
