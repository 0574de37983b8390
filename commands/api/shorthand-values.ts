import type { ShorthandKind } from '../../src/contract/commands/shorthands.ts'
import { Failure } from '../../src/failure/failure.ts'

/** How the text of a shorthand is read, and what it looks like. */
interface Reader {
  /** What stands behind the flag in `--help`. */
  readonly valueName: string
  /** The right form, for faults. */
  readonly form: string
  readonly example: string
  /** The value, or undefined for text that has another form. */
  read(text: string): unknown
}

/** The readers of all kinds of shorthands. */
export const shorthandReaders: Readonly<Record<ShorthandKind, Reader>> = {
  hours: {
    valueName: 'HOURS',
    form: 'hours such as 09:00-12:00,13:00-17:00, or closed',
    example: '09:00-17:00',
    read: hoursOf,
  },
  period: {
    valueName: 'PERIOD',
    form: 'a date such as 2026-12-25, dates such as 2026-12-24..2026-12-26 (both included), or two instants with .. between them',
    example: '2026-12-25',
    read: periodOf,
  },
  range: {
    valueName: 'RANGE',
    form: 'two dates or instants with .. between them, such as 2026-04-20..2026-04-27 (the second is not in it)',
    example: '2026-04-20..2026-04-27',
    read: rangeOf,
  },
}

/** The value of a shorthand. Throws a usage failure that shows the right form. */
export function shorthandValue(flag: string, kind: ShorthandKind, text: string): unknown {
  const { read, form, example } = shorthandReaders[kind]
  const value = read(text.trim())
  if (value !== undefined) return value
  throw new Failure('usage', 'invalid_flag', `--${flag} must be ${form}, not ${text}`, {
    field: `--${flag}`,
    hint: `For example: --${flag} ${example}`,
  })
}

const startTime = '(?:[01]?[0-9]|2[0-3]):[0-5][0-9]'
const stretch = new RegExp(`^(${startTime})\\s*-\\s*(${startTime}|24:00)$`)

function hoursOf(text: string): unknown {
  if (text === 'closed') return []
  const stretches = text.split(',').map(part => stretch.exec(part.trim()))
  const hours = stretches.flatMap(match =>
    match === null ? [] : [{ start: twoDigits(match[1] ?? ''), end: twoDigits(match[2] ?? '') }],
  )
  const whole = hours.length === stretches.length && hours.every(({ start, end }) => start !== end)
  return whole ? hours : undefined
}

/** `9:00` as the API wants it. */
function twoDigits(time: string): string {
  return time.padStart('09:00'.length, '0')
}

const date = /^\d{4}-\d{2}-\d{2}$/
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/i

function rangeOf(text: string): unknown {
  const [from = '', to = '', ...more] = text.split('..')
  const isPoint = (point: string) => date.test(point) || instant.test(point)
  return more.length === 0 && isPoint(from) && isPoint(to) ? { from, to } : undefined
}

function periodOf(text: string): unknown {
  const [from = '', to, ...more] = text.split('..')
  if (more.length > 0) return undefined
  if (date.test(from) && (to === undefined || date.test(to))) return { from, to: to ?? from }
  return instant.test(from) && to !== undefined && instant.test(to) ? { from, to } : undefined
}
