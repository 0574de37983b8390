import { type Clock, type RealTime, realTime } from './clock.ts'

/** How sandbox time runs: with real time, at a distance from it, or not at all. Milliseconds since 1970 UTC. */
export type ClockState =
  | { readonly mode: 'real' }
  | { readonly mode: 'offset'; readonly offsetMs: number }
  | { readonly mode: 'frozen'; readonly atMs: number }

/** The clock of one sandbox. Changing it fires nothing by itself: that is the work of the jobs. */
export interface SandboxClock extends Clock {
  readonly state: ClockState
  /** Stops at an instant; the present one by default otherwise. */
  freeze(atMs?: number): void
  /** Moves to an instant, forwards or back. A frozen clock stays frozen there, another runs on from there. */
  moveTo(ms: number): void
  /** Runs on from where it stands. */
  resume(): void
  /** Goes back to real time. */
  followRealTime(): void
  restore(state: ClockState): void
  /**
   * Milliseconds that only grow, for what must not be fooled by a clock set back: real time that passed, plus
   * every jump forwards.
   */
  monotonic(): number
}

/** A clock in a state; real time by default otherwise. */
export function createSandboxClock(
  real: RealTime = realTime,
  initial: ClockState = { mode: 'real' },
): SandboxClock {
  let state = initial
  let jumpedMs = 0
  const now = () => {
    if (state.mode === 'frozen') return state.atMs
    return real.wall() + (state.mode === 'offset' ? state.offsetMs : 0)
  }
  const change = (next: ClockState) => {
    const beforeMs = now()
    state = next
    jumpedMs += Math.max(0, now() - beforeMs)
  }
  return {
    now,
    get state() {
      return state
    },
    freeze: (atMs = now()) => change({ mode: 'frozen', atMs }),
    moveTo(ms) {
      change(state.mode === 'frozen' ? { mode: 'frozen', atMs: ms } : offsetTo(ms, real))
    },
    resume: () => change(state.mode === 'frozen' ? offsetTo(state.atMs, real) : state),
    followRealTime: () => change({ mode: 'real' }),
    restore(restored) {
      state = restored
    },
    monotonic: () => real.steady() + jumpedMs,
  }
}

function offsetTo(ms: number, real: RealTime): ClockState {
  return { mode: 'offset', offsetMs: ms - real.wall() }
}
