import { parseInstant } from '../../src/contract/instants.ts'
import { Failure } from '../../src/failure/failure.ts'
import { parseDuration } from '../../src/time/duration.ts'
import type { FlagSpec } from '../kernel/command.ts'

/** Where to begin: with an event, at a time, or some seconds ago. Empty: now. */
export interface Beginning {
  readonly from?: string
  readonly since?: string
  readonly since_seconds?: number
  /** Now, wherever the run before ended. */
  readonly isNow?: true
}

export const replaySinceFlag = {
  kind: 'string',
  summary: 'Begin in the past (10m, 2026-04-20T05:00:00Z, or with the event evt_…), or now.',
  env: 'IDEADUNES_LISTEN_REPLAY_SINCE',
  valueName: 'WHEN',
} as const satisfies FlagSpec

/** Reads `--replay-since`. Throws a usage failure that shows what it takes. */
export function beginningOf(text: string | undefined): Beginning {
  if (text === undefined) return {}
  if (text === 'now') return { isNow: true }
  if (/^evt_[A-Za-z0-9_]{1,64}$/.test(text)) return { from: text }
  const ms = parseInstant(text)
  if (ms !== null) return { since: new Date(ms).toISOString().replace('.000Z', 'Z') }
  const seconds = parseDuration(text)
  if (seconds !== undefined) return { since_seconds: seconds }
  throw new Failure('usage', 'invalid_flag', `--replay-since must be a time or an event, not ${text}`, {
    field: '--replay-since',
    hint: 'How long ago (10m, 2h, 1d), an instant (2026-04-20T05:00:00Z), the id of an event (evt_…), or now.',
  })
}
