import type { RealTime } from '../../emulator/clock/time/clock.ts'

/** Real time that tests turn by hand: wall and steady clock together. */
export function handTurnedTime(startMs: number): RealTime & { now(): number; set(ms: number): void } {
  let now = startMs
  return {
    now: () => now,
    wall: () => now,
    steady: () => now,
    set(ms) {
      now = ms
    },
  }
}

/** The machine's own clock, for servers that only stamp request ids with it. */
export const wallClock = { now: () => Date.now() }
