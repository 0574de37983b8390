import { oneLine } from '../../../src/output/cell.ts'
import { paintFor } from '../../../src/output/paint.ts'
import { openTable } from '../../../src/output/table.ts'
import { dayName } from '../slots-calendar.ts'
import type { View } from '../view.ts'

interface Segment {
  readonly service_id: string
  readonly resource_id: string
  readonly local_start: string
  readonly utc_offset: string
}

interface Availability {
  readonly start_at: string
  readonly end_at: string
  readonly segments: readonly Segment[]
}

const columns = ['start_at', 'end_at', 'local_start', 'utc_offset', 'services']

/** Starts at which all services fit: who serves what and from when, for people under their days. */
export const renderSearch: View = async (answer, _, context) => {
  const { stdout, stderr } = context.terminal
  const found = answer.availabilities as readonly Availability[]
  if (!stdout.isTty) return await openTable(stdout, columns).add(found.map(rowOf))
  const paint = paintFor(stdout)
  const days = Object.entries(Object.groupBy(found, dayOf))
  const texts = days.map(([day, ofDay = []], i) => {
    const lines = ofDay.flatMap(({ segments }) => wrapped(segments.map(stepText), stdout.columns))
    return `${i === 0 ? '' : '\n'}${paint('bold', oneLine(day))}\n${lines.join('')}`
  })
  await stdout.write(texts.join(''))
  if (found.length > 0) return
  await stderr.write(
    `${paintFor(stderr)('dim', oneLine(`Nothing free from ${answer.from} to ${answer.to}.`))}\n`,
  )
}

function rowOf({ start_at, end_at, segments }: Availability) {
  const [first] = segments
  const { local_start, utc_offset } = first ?? {}
  return { start_at, end_at, local_start, utc_offset, services: segments.map(stepText) }
}

function stepText({ local_start, service_id, resource_id }: Segment): string {
  return oneLine(`${local_start.slice(11, 16)} ${service_id} with ${resource_id}`)
}

/** `Mon 20 Apr 2026  UTC+05:30`, of the first service. */
function dayOf({ segments: [first] }: Availability): string {
  return first === undefined ? '' : `${dayName(first.local_start.slice(0, 10))}  UTC${first.utc_offset}`
}

/** The services of one start on a line, or on more where the terminal is narrow. */
function wrapped(steps: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const step of steps) {
    const longer = `${lines.at(-1)}, ${step}`
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer
    else lines.push(lines.length === 0 ? `  ${step}` : `    ${step}`)
  }
  return lines.map(line => `${line}\n`)
}
