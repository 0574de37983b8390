import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { callAt } from '../../emulator/clock/time/call-at.ts'

const startMs = Date.parse('2026-04-15T09:42:11Z')
const dayMs = 86_400_000

/** What the clock shows beside the time that timers count. */
let jumpedMs = 0
let beganMs = 0
const now = () => startMs + jumpedMs + (Date.now() - beganMs)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  jumpedMs = 0
  beganMs = Date.now()
})
afterEach(() => {
  vi.useRealTimers()
})

test('calls once, when the clock shows the time', () => {
  const calls: number[] = []
  callAt(startMs + 100_000, now, () => calls.push(now()))
  vi.advanceTimersByTime(99_999)
  expect(calls).toEqual([])
  vi.advanceTimersByTime(dayMs)
  expect(calls).toEqual([startMs + 100_000])
  expect(vi.getTimerCount()).toBe(0)
})

test('what is due already is called soon, and not before the caller knows how to end it', () => {
  const calls: number[] = []
  callAt(startMs - dayMs, now, () => calls.push(now()))
  expect(calls).toEqual([])
  vi.advanceTimersByTime(0)
  expect(calls).toEqual([startMs])
})

test('notices within 30 seconds that the clock jumped: the machine slept, or somebody set it', () => {
  const calls: number[] = []
  callAt(startMs + dayMs, now, () => calls.push(now()))
  vi.advanceTimersByTime(45_000)
  jumpedMs = 2 * dayMs
  vi.advanceTimersByTime(30_000)
  expect(calls).toEqual([startMs + 2 * dayMs + 60_000])
})

test('waits for as long again when the clock was set back', () => {
  const calls: number[] = []
  callAt(startMs + 20_000, now, () => calls.push(now()))
  jumpedMs = -dayMs
  vi.advanceTimersByTime(dayMs)
  expect(calls).toEqual([])
  vi.advanceTimersByTime(20_000)
  expect(calls).toEqual([startMs + 20_000])
})

test('waits longer than a timer of Node can', () => {
  const calls: number[] = []
  callAt(startMs + 60 * dayMs, now, () => calls.push(now()))
  vi.advanceTimersByTime(59 * dayMs)
  expect(calls).toEqual([])
  vi.advanceTimersByTime(dayMs)
  expect(calls).toEqual([startMs + 60 * dayMs])
})

test('is ended at any time', () => {
  const end = callAt(startMs + dayMs, now, () => expect.unreachable())
  vi.advanceTimersByTime(100_000)
  end()
  vi.advanceTimersByTime(2 * dayMs)
  expect(vi.getTimerCount()).toBe(0)
})
