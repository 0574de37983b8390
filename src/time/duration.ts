import { Failure } from '../failure/failure.ts'

const secondsOf = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 } as const

const number = String.raw`(\d+(?:\.\d+)?)`
/** `1d12h`, also with spaces: each unit at most once, from the longest to the shortest. */
const short = new RegExp(
  `^(?:${number}w)? ?(?:${number}d)? ?(?:${number}h)? ?(?:${number}m)? ?(?:${number}s)?$`,
)
/** `P1DT2H` of ISO 8601, without the years and months, which have no fixed length. */
const iso = new RegExp(
  `^p(?:${number}w)?(?:${number}d)?(?:t(?=\\d)(?:${number}h)?(?:${number}m)?(?:${number}s)?)?$`,
)

/** Reads a duration such as `90s`, `1d12h` or `P1DT2H` as seconds; undefined if it is none of whole seconds. */
export function parseDuration(text: string): number | undefined {
  const plain = text.trim().toLowerCase()
  const [, ...parts] = iso.exec(plain) ?? short.exec(plain) ?? []
  if (parts.every(part => part === undefined)) return undefined
  const seconds = Object.values(secondsOf).reduce((sum, unit, at) => sum + Number(parts[at] ?? 0) * unit, 0)
  return Number.isSafeInteger(seconds) ? seconds : undefined
}

/** Writes seconds in the largest units that fit, from days down: `1d12h`. */
export function formatDuration(seconds: number): string {
  let rest = seconds
  const parts = (['d', 'h', 'm', 's'] as const).map(unit => {
    const count = Math.floor(rest / secondsOf[unit])
    rest -= count * secondsOf[unit]
    return count === 0 ? '' : `${count}${unit}`
  })
  return parts.join('') || '0s'
}

/** The seconds of a duration that was typed. Throws a usage failure that shows how durations look. */
export function durationOf(text: string, field = 'DURATION'): number {
  const seconds = parseDuration(text)
  if (seconds !== undefined) return seconds
  const calendar = /\dy|\dmo|^p[^t]*\dm/i.test(text)
  const why = calendar ? ': years and months have no fixed length' : ''
  throw new Failure('usage', 'invalid_duration', `${text} is not a duration${why}`, {
    field,
    hint: 'Durations look like 90s, 15m, 2h, 1d12h, 1w or P1DT2H, in whole seconds.',
  })
}
