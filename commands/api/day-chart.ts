import { largest, smallest } from '../../src/lists/extremes.ts'
import { cut, oneLine } from '../../src/output/cell.ts'
import { dayName } from './slots-calendar.ts'

/** Where a booking is. */
interface Place {
  readonly start_at: string
  readonly end_at: string
  readonly resource_id: string
}

/** A booking that would be moved. */
export interface Assignment {
  readonly booking_id: string
  readonly from: Place
  readonly to: Place
  readonly reason: string
}

interface ChartOptions {
  readonly timezone: string
  /** Columns of the terminal. */
  readonly width: number
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
}

/** A booking with the letters that stand for it in the chart. */
interface Lettered extends Assignment {
  readonly letter: string
}

/** A stretch of a day, in minutes since its midnight. */
interface Stretch {
  readonly letter: string
  readonly resource: string
  readonly startMin: number
  readonly endMin: number
}

/**
 * Each day before and after, for each resource that something happens on, and below it who goes where.
 *
 *     Wed 27 May 2026
 *                      10:30          11:00          11:30
 *       res_dr_asha  -      aaaaaaaaaa
 *                    +                aaaaaaaaaa
 *       a  bk_checkup_01  10:40 res_dr_asha -> 11:00
 */
export function dayChart(assignments: readonly Assignment[], options: ChartOptions): string {
  const lettered = assignments.map((assignment, index) => ({ ...assignment, letter: letterOf(index) }))
  const days = new Map<string, Lettered[]>()
  for (const assignment of lettered) {
    const dates = new Set(
      [assignment.from, assignment.to].map(({ start_at }) => localOf(start_at, options).date),
    )
    for (const date of dates) days.set(date, [...(days.get(date) ?? []), assignment])
  }
  const texts = [...days]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, ofDay]) => dayText(date, ofDay, options))
  return texts.join('\n')
}

function dayText(date: string, assignments: readonly Lettered[], options: ChartOptions): string {
  const before = assignments.flatMap(one => stretchOf(one.letter, one.from, date, options))
  const after = assignments.flatMap(one => stretchOf(one.letter, one.to, date, options))
  const all = [...before, ...after]
  const resources = [...new Set(all.map(({ resource }) => resource))].toSorted()
  const labelWidth = Math.min(24, largest(resources.map(id => id.length)))
  const columns = Math.max(20, options.width - labelWidth - 6)
  const firstMin = Math.floor(smallest(all.map(({ startMin }) => startMin)) / 30) * 30
  const lastMin = Math.ceil(largest(all.map(({ endMin }) => endMin)) / 30) * 30
  const axis = { firstMin, perColumn: Math.max(1, (lastMin - firstMin) / columns), columns }
  const indent = ' '.repeat(labelWidth + 6)
  const rows = resources.flatMap(id => {
    const label = cut(oneLine(id), labelWidth).padEnd(labelWidth)
    const of = (stretches: readonly Stretch[]) =>
      drawn(
        stretches.filter(({ resource }) => resource === id),
        axis,
      )
    return [`  ${label}  - ${of(before)}`, `  ${' '.repeat(labelWidth)}  + ${of(after)}`]
  })
  const legend = assignments.map(one => cut(`  ${legendOf(one, options)}`, options.width))
  const lines = [`${indent}${options.dim(ticks(axis))}`, ...rows.map(row => row.trimEnd()), ...legend]
  return `${options.bold(dayName(date))}\n${lines.join('\n')}\n`
}

interface Axis {
  readonly firstMin: number
  /** Minutes for each column. */
  readonly perColumn: number
  readonly columns: number
}

function stretchOf(letter: string, place: Place, date: string, options: ChartOptions): Stretch[] {
  const start = localOf(place.start_at, options)
  if (start.date !== date) return []
  const lengthMin = (Date.parse(place.end_at) - Date.parse(place.start_at)) / 60_000
  return [{ letter, resource: place.resource_id, startMin: start.minutes, endMin: start.minutes + lengthMin }]
}

/** Every stretch as a row of its letter, at least one column wide; where two meet, the later one is seen. */
function drawn(stretches: readonly Stretch[], { firstMin, perColumn, columns }: Axis): string {
  const cells = Array.from({ length: columns }, () => ' ')
  for (const { letter, startMin, endMin } of stretches.toSorted((a, b) => a.startMin - b.startMin)) {
    const from = Math.floor((startMin - firstMin) / perColumn)
    const to = Math.max(from + 1, Math.round((endMin - firstMin) / perColumn))
    for (let column = from; column < Math.min(to, columns); column++)
      cells[column] = letter[(column - from) % letter.length] ?? letter
  }
  return cells.join('')
}

/** Times above the chart, as many as have room. */
function ticks({ firstMin, perColumn, columns }: Axis): string {
  const steps = [30, 60, 120, 180, 240, 360]
  const step = steps.find(minutes => minutes / perColumn >= 8) ?? 720
  let line = ''
  for (let minute = Math.ceil(firstMin / step) * step; ; minute += step) {
    const column = Math.round((minute - firstMin) / perColumn)
    if (column + 5 > columns) break
    line = `${line.padEnd(column)}${timeOf(minute)}`
  }
  return line
}

function legendOf({ letter, booking_id, from, to, reason }: Lettered, options: ChartOptions): string {
  const [was, becomes] = [localOf(from.start_at, options), localOf(to.start_at, options)]
  const day = was.date === becomes.date ? '' : `${dayName(becomes.date)} `
  const staff = from.resource_id === to.resource_id ? '' : ` ${to.resource_id}`
  const time =
    was.date === becomes.date && was.minutes === becomes.minutes ? '' : ` ${day}${timeOf(becomes.minutes)}`
  const where = `${timeOf(was.minutes)} ${from.resource_id} ->${time}${staff}`
  return oneLine(`${letter}  ${booking_id}  ${where}: ${reason}`)
}

function localOf(instant: string, { timezone }: ChartOptions): { date: string; minutes: number } {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  const [date = '', time = ''] = format.format(new Date(instant)).split(' ')
  return { date, minutes: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) }
}

function timeOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`
}

/** a to z, then aa, ab and so on. */
function letterOf(index: number): string {
  const last = String.fromCharCode(97 + (index % 26))
  return index < 26 ? last : `${letterOf(Math.floor(index / 26) - 1)}${last}`
}
