import type { SandboxClock } from '../../clock/time/sandbox-clock.ts'
import { toStored } from '../../store/instants.ts'
import type { SnapshotFacts } from '../../store/snapshot-facts.ts'

type ClockFacts = SnapshotFacts['clock']

/** What a clock shows now. */
export function clockNow({ state, now }: SandboxClock): ClockFacts {
  return { mode: state.mode, now: toStored(now()) }
}

/**
 * What the clock of a copy showed when it was made, by its setting: an advance may have moved the sandbox on since.
 * One that stands still says where; another shows what it shows now.
 */
export function savedClock(setting: string | undefined, clock: SandboxClock): ClockFacts {
  const { mode, atMs } = JSON.parse(setting ?? '{"mode":"real"}') as { mode: string; atMs?: number }
  return { mode, now: atMs === undefined ? clockNow(clock).now : toStored(atMs) }
}
