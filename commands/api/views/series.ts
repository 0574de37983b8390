import { largest } from '../../../src/lists/extremes.ts'
import { oneLine } from '../../../src/output/cell.ts'
import { paintFor } from '../../../src/output/paint.ts'
import { writeRecord } from '../../../src/output/record.ts'
import { openTable } from '../../../src/output/table.ts'
import { dayName } from '../slots-calendar.ts'
import type { View } from '../view.ts'

interface Conflict {
  readonly type: string
  readonly id?: string
}

interface Occurrence {
  readonly booking_id: string
  readonly original_start_at: string
  readonly start_at: string
  readonly status: string
  readonly conflicts?: readonly Conflict[]
}

interface Skipped {
  readonly original_start_at: string
  readonly conflicts: readonly Conflict[]
}

const columns = ['date', 'time', 'booking', 'status'] as const

/** Between two columns. */
const gap = 2

/** A series: for people its dates in a table, with what was left out or moved and why; piped as any other answer. */
export const renderSeries: View = async (answer, entry, context) => {
  const { stdout, stderr } = context.terminal
  if (!stdout.isTty) return await writeRecord(stdout, answer, entry.columns)
  const { occurrences, skipped, ...members } = answer
  await writeRecord(stdout, members, entry.columns)
  await stdout.write('\n')
  const zone = String(answer.timezone)
  const rows = rowsOf(occurrences as readonly Occurrence[], skipped as readonly Skipped[], zone)
  const fits = widthOf(rows) <= stdout.columns
  await openTable(stdout, fits ? [...columns, 'note'] : columns).add(rows)
  // A table leaves out what does not fit, and why a date is not as it was asked for may not be left out.
  for (const { date, time, status, note } of fits ? [] : rows)
    if (note !== '') await stdout.write(`${oneLine(`${date} ${time}  ${status}  ${note}`)}\n`)
  await stderr.write(`${paintFor(stderr)('dim', oneLine(`Times are those of ${zone}.`))}\n`)
}

function rowsOf(occurrences: readonly Occurrence[], skipped: readonly Skipped[], zone: string) {
  const made = occurrences.map(one => ({
    at: one.original_start_at,
    row: {
      ...whenIn(zone, one.start_at),
      booking: one.booking_id,
      status: one.status,
      note: movedNote(one, zone),
    },
  }))
  const left = skipped.map(({ original_start_at, conflicts }) => ({
    at: original_start_at,
    row: { ...whenIn(zone, original_start_at), booking: '', status: 'skipped', note: reasons(conflicts) },
  }))
  return [...made, ...left].toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(({ row }) => row)
}

/** How wide the table is with its notes. */
function widthOf(rows: readonly Readonly<Record<(typeof columns)[number] | 'note', string>>[]): number {
  const widths = [...columns, 'note' as const].map(name =>
    largest(
      rows.map(row => row[name].length),
      name.length,
    ),
  )
  return widths.reduce((sum, width) => sum + width + gap, -gap)
}

function movedNote({ original_start_at, start_at, conflicts = [] }: Occurrence, zone: string): string {
  if (original_start_at === start_at) return ''
  const { date, time } = whenIn(zone, original_start_at)
  const why = conflicts.length === 0 ? '' : `: ${reasons(conflicts)}`
  return `moved from ${date} ${time}${why}`
}

function reasons(conflicts: readonly Conflict[]): string {
  return conflicts.map(({ type, id }) => (id === undefined ? type : `${type} ${id}`)).join(', ')
}

/** `Mon 20 Apr 2026` and `10:30`, on the wall of the series. */
function whenIn(zone: string, instant: string): { date: string; time: string } {
  const local = localText(zone, instant)
  return { date: dayName(local.slice(0, 10)), time: local.slice(11, 16) }
}

/** `2026-04-20T10:30` in a zone; Swedish is written like ISO 8601. */
function localText(timeZone: string, instant: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return format.format(new Date(instant)).replace(' ', 'T')
}
