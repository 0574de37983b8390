import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSandboxClock } from '../../emulator/clock/time/sandbox-clock.ts'
import { handTurnedTime } from '../world/real-time.ts'

const startMs = Date.parse('2026-04-15T09:42:11Z')
const hourMs = 3_600_000

function clockAt() {
  const real = handTurnedTime(startMs)
  return { real, clock: createSandboxClock(real) }
}

describe('sandbox time', () => {
  test('is real time at first', () => {
    const { real, clock } = clockAt()
    real.set(startMs + 5)
    expect([clock.now(), clock.state]).toEqual([startMs + 5, { mode: 'real' }])
  })

  test('stands still while it is frozen, and runs on from there', () => {
    const { real, clock } = clockAt()
    clock.freeze()
    real.set(startMs + hourMs)
    expect(clock.now()).toBe(startMs)
    clock.resume()
    expect(clock.now()).toBe(startMs)
    real.set(startMs + 2 * hourMs)
    expect([clock.now(), clock.state.mode]).toEqual([startMs + hourMs, 'offset'])
  })

  test('moves and stays frozen, or moves and runs on', () => {
    const { real, clock } = clockAt()
    clock.moveTo(startMs + hourMs)
    real.set(startMs + 7)
    expect(clock.now()).toBe(startMs + hourMs + 7)
    clock.freeze(startMs)
    clock.moveTo(startMs - hourMs)
    real.set(startMs + 8)
    expect([clock.now(), clock.state.mode]).toEqual([startMs - hourMs, 'frozen'])
    clock.followRealTime()
    expect(clock.now()).toBe(startMs + 8)
  })

  test('continues from its state', () => {
    const { real, clock } = clockAt()
    clock.moveTo(startMs + hourMs)
    expect(createSandboxClock(real, clock.state).now()).toBe(startMs + hourMs)
  })
})

type Step = { readonly kind: 'wait' | 'move' | 'freeze' | 'resume' | 'real'; readonly ms: number }
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind']>('wait', 'move', 'freeze', 'resume', 'real'),
    ms: fc.integer({ min: -50 * hourMs, max: 50 * hourMs }),
  }),
)

test('the monotonic time never goes back, and gains at least every jump forwards', () => {
  fc.assert(
    fc.property(steps, sequence => {
      const { real, clock } = clockAt()
      for (const { kind, ms } of sequence) {
        const before = { sandbox: clock.now(), monotonic: clock.monotonic() }
        if (kind === 'wait') real.set(real.now() + Math.abs(ms))
        if (kind === 'move') clock.moveTo(clock.now() + ms)
        if (kind === 'freeze') clock.freeze()
        if (kind === 'resume') clock.resume()
        if (kind === 'real') clock.followRealTime()
        const gained = clock.monotonic() - before.monotonic
        expect(gained).toBeGreaterThanOrEqual(Math.max(0, clock.now() - before.sandbox))
      }
    }),
  )
})
