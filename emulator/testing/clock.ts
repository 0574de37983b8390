import type { ControlClient } from '../../src/client/control-client.ts'
import type { ClockAdvance, ClockChange, ClockView, FiredJob } from '../../src/control/sandbox-control.ts'
import { type Duration, durationSeconds } from './duration.ts'
import { type Instant, instantText } from './instant.ts'

/** How far an advance goes: a length of time, to an instant, to whatever is due next, or until nothing waits. */
export type Advance = Duration | { readonly to: Instant } | { readonly until: 'next' | 'settled' }

/** The clock of a sandbox. Whatever moves it tells what happened on the way, in order. */
export interface SandboxTime {
  now(): Promise<Date>
  /** How the clock goes, what it shows, and what it will do next. */
  view(): Promise<ClockView>
  /** Stands still from here on, or at an instant. */
  freeze(at?: Instant): Promise<readonly FiredJob[]>
  /** To an instant, also back. */
  set(at: Instant): Promise<readonly FiredJob[]>
  /** On, with everything that is due by then, each thing at its own time. */
  advance(by: Advance): Promise<readonly FiredJob[]>
  /** Lets a frozen clock run on from where it stands, or goes back to real time. */
  resume(options?: { readonly real?: boolean }): Promise<readonly FiredJob[]>
}

/** The clock behind a control client. */
export function sandboxTime(control: ControlClient): SandboxTime {
  const fired = async (change: Promise<ClockChange>) => (await change).fired
  return {
    now: async () => new Date((await control.clock()).now),
    view: () => control.clock(),
    freeze: async at =>
      await fired(control.freezeClock(at === undefined ? undefined : instantText(at, 'at'))),
    set: async at => await fired(control.setClock(instantText(at, 'at'))),
    advance: async by => await fired(control.advanceClock(advanceOf(by))),
    resume: async ({ real = false } = {}) => await fired(control.resumeClock({ real })),
  }
}

function advanceOf(by: Advance): ClockAdvance {
  if (typeof by === 'object' && 'to' in by) return { to: instantText(by.to, 'to') }
  if (typeof by === 'object' && 'until' in by) return by
  return { by_seconds: durationSeconds(by) }
}
