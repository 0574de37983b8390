import { Failure } from '../../src/failure/failure.ts'
import { durationOf } from '../../src/time/duration.ts'

const secondsOf = { weeks: 604_800, days: 86_400, hours: 3_600, minutes: 60, seconds: 1 } as const

/** A length of time: text such as `90s`, `1d12h` or `P1DT2H`, or its parts. A day has 24 hours. */
export type Duration = string | { readonly [Unit in keyof typeof secondsOf]?: number }

/** The duration in seconds. Throws a usage Failure for what is none. */
export function durationSeconds(duration: Duration, field = 'duration'): number {
  if (typeof duration === 'string') return durationOf(duration, field)
  const parts = Object.entries(duration)
  const unknown = parts.filter(([unit, count]) => !Object.hasOwn(secondsOf, unit) || !(Number(count) >= 0))
  const seconds = parts.reduce(
    (sum, [unit, count]) => sum + Number(count) * secondsOf[unit as keyof typeof secondsOf],
    0,
  )
  if (parts.length > 0 && unknown.length === 0 && Number.isSafeInteger(seconds)) return seconds
  throw new Failure('usage', 'invalid_duration', `${JSON.stringify(duration)} is not a duration`, {
    field,
    hint: "Durations look like '90s', '1d12h' or { days: 1, hours: 12 }, in whole seconds and not below zero.",
  })
}
