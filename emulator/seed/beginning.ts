import type { RealTime } from '../clock/time/clock.ts'
import type { ClockState } from '../clock/time/sandbox-clock.ts'
import type { Trx } from '../store/schema.ts'
import { writeSetting } from '../store/settings.ts'

/** How a fresh sandbox begins, and how it is after a reset, where that is not as usual. */
export interface Beginning {
  /** From which ids and secrets are drawn. */
  readonly seed?: string | undefined
  /** What its clock shows, standing still there or running on; real time by default. */
  readonly clock?: { readonly atMs: number; readonly frozen: boolean } | undefined
}

/** The instant for which the data is made. */
export function beginningMs({ clock }: Beginning, real: RealTime): number {
  return clock?.atMs ?? real.wall()
}

/** The state of the clock. */
export function beginningClock({ clock }: Beginning, real: RealTime): ClockState {
  if (clock === undefined) return { mode: 'real' }
  const { atMs, frozen } = clock
  return frozen ? { mode: 'frozen', atMs } : { mode: 'offset', offsetMs: atMs - real.wall() }
}

/** Writes it into fresh rows. */
export async function writeBeginning(trx: Trx, beginning: Beginning, real: RealTime): Promise<void> {
  const { seed, clock } = beginning
  if (seed !== undefined) await writeSetting(trx, 'seed', seed)
  if (clock !== undefined) await writeSetting(trx, 'clock', JSON.stringify(beginningClock(beginning, real)))
}
