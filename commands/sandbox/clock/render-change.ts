import type { ClockChange } from '../../../src/control/sandbox-control.ts'
import { largest } from '../../../src/lists/extremes.ts'
import { cellOf } from '../../../src/output/cell.ts'
import { paintFor } from '../../../src/output/paint.ts'
import type { Context } from '../../kernel/context.ts'
import { clockText } from './clock-text.ts'

/** Writes what the clock did, one job per line; what it shows now, and what can follow, goes to stderr. */
export async function renderClockChange({ clock, fired }: ClockChange, context: Context): Promise<void> {
  const { stdout, stderr } = context.terminal
  const paint = paintFor(stderr)
  const rows = fired.map(({ at, kind, object_id, events }) => [at, kind, object_id, events].map(cellOf))
  await stdout.write(stdout.isTty ? alignedText(rows) : rows.map(row => `${row.join('\t')}\n`).join(''))
  if (fired.length === 0) await stderr.write('Nothing was due.\n')
  await stderr.write(`${paint('green', '✓')} The clock: ${clockText(clock)}\n`)
  if (clock.next_due_at === null) return
  await stderr.write(`${paint('dim', `Next: ${context.typedName} sandbox clock advance --until next`)}\n`)
}

/** Wraps in a narrow terminal rather than to leave out what happened, as a table would. */
function alignedText(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map(at =>
    largest(
      rows.map(row => row[at]?.length ?? 0),
      0,
    ),
  )
  return rows
    .map(row => `${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .map(line => `${line}\n`)
    .join('')
}
