import { largest } from '../../src/lists/extremes.ts'
import { oneLine } from '../../src/output/cell.ts'

/** A bookable start, as far as the calendar shows it. */
export interface Slot {
  readonly start_at: string
  /** On the wall of the resource: `2026-04-20T10:30:00`. */
  readonly local_start: string
  readonly utc_offset: string
  readonly resource_id: string
  readonly seats_left: number
}

interface CalendarOptions {
  readonly title: string
  /** Zone of whoever looks at it: its times stand beside those of the resource, where they differ. */
  readonly viewerZone: string
  /** Columns of the terminal. */
  readonly width: number
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
}

/**
 * Starts as a calendar: a heading for each local day, a row for each resource, a column for each start.
 *
 *     svc_consult_30, Asia/Kolkata (in brackets: Europe/London)
 *
 *     Mon 20 Apr 2026  UTC+05:30
 *       res_dr_niket  09:00 (04:30)  09:30 (05:00)  10:00 (05:30)
 *                     10:30 (06:00)  11:00 (06:30)
 */
export function slotsCalendar(slots: readonly Slot[], options: CalendarOptions): string {
  const { title, viewerZone, bold, dim } = options
  const viewed = viewerTimes(slots, viewerZone)
  if (slots.length === 0) return ''
  const days = Object.entries(Object.groupBy(slots, slot => slot.local_start.slice(0, 10)))
  const brackets = viewed === undefined ? '' : dim(` (in brackets: ${viewerZone})`)
  // Resources of other zones may have come to another day, so the days are put in order here.
  const texts = days
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, ofDay = []]) => dayText(date, ofDay, viewed, options))
  return `${bold(oneLine(title))}${brackets}\n${texts.join('')}`
}

function dayText(
  date: string,
  slots: readonly Slot[],
  viewed: ReadonlyMap<string, string> | undefined,
  { width, bold, dim }: CalendarOptions,
): string {
  const offsets = offsetsOf(slots)
  const heading = `\n${bold(dayName(date))}${offsets.includes(',') ? '' : `  ${dim(offsets)}`}\n`
  const rows = Object.entries(Object.groupBy(slots, slot => slot.resource_id))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, own = []]) => ({
      label: oneLine(offsets.includes(',') ? `${id} ${offsetsOf(own)}` : id),
      cells: own.map(slot => startText(slot, own, viewed)),
    }))
  const labelWidth = largest(rows.map(({ label }) => label.length))
  const cellWidth = largest(rows.flatMap(({ cells }) => cells.map(cell => cell.length)))
  const perLine = Math.max(1, Math.floor((width - labelWidth - 2) / (cellWidth + 2)))
  const lines = rows.flatMap(({ label, cells }) =>
    chunksOf(cells, perLine).map((chunk, i) => {
      const padded = chunk.map(cell => cell.padEnd(cellWidth)).join('  ')
      return `  ${(i === 0 ? label : '').padEnd(labelWidth)}  ${padded}`.trimEnd()
    }),
  )
  return `${heading}${lines.join('\n')}\n`
}

/** `09:00 ×12 (04:30)`: the wall time, seats where there are several, the viewer's time. */
function startText(
  slot: Slot,
  own: readonly Slot[],
  viewed: ReadonlyMap<string, string> | undefined,
): string {
  // Where the clocks go back, the wall shows an hour twice: the offset tells which one is meant.
  const isTwice = own.filter(other => other.local_start === slot.local_start).length > 1
  const beside = viewed?.get(slot.start_at)
  return [
    slot.local_start.slice(11, 16),
    isTwice ? slot.utc_offset : '',
    slot.seats_left > 1 ? ` ×${slot.seats_left}` : '',
    beside === undefined ? '' : ` (${beside.slice(11)}${dayShift(slot.local_start, beside)})`,
  ].join('')
}

/** `+1` where it is tomorrow for the viewer, `-1` where it is still yesterday. */
function dayShift(local: string, beside: string): string {
  const days = (Date.parse(beside.slice(0, 10)) - Date.parse(local.slice(0, 10))) / 86_400_000
  return days === 0 ? '' : days > 0 ? `+${days}` : String(days)
}

/** `2026-04-20T04:30` for each start, in the zone of the viewer; undefined where that is what the resources' walls show. */
function viewerTimes(slots: readonly Slot[], timeZone: string): ReadonlyMap<string, string> | undefined {
  const two = '2-digit'
  const date = { year: 'numeric', month: two, day: two } as const
  const time = { hour: two, minute: two, hourCycle: 'h23' } as const
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, ...date, ...time })
  const times = slots.map(slot => {
    const parts = Object.fromEntries(
      clock.formatToParts(Date.parse(slot.start_at)).map(({ type, value }) => [type, value]),
    )
    const text = `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`
    return [slot.start_at, text] as const
  })
  const isSame = slots.every((slot, i) => times[i]?.[1] === slot.local_start.slice(0, 16))
  return isSame ? undefined : new Map(times)
}

/** `UTC+05:30`, or several. */
function offsetsOf(slots: readonly Slot[]): string {
  return [...new Set(slots.map(slot => `UTC${slot.utc_offset}`))].join(', ')
}

/** A date as people read it: `Mon 20 Apr 2026`. */
export function dayName(date: string): string {
  const name = new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
  return name.replace(',', '')
}

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}
