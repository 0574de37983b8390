import { latestMs } from '../../../src/contract/instants.ts'
import type { ClockState } from './sandbox-clock.ts'

/** The state of a clock from the text that it was saved as; null when it is none, or shows a time outside of 1970 to 9999. */
export function parseClockState(text: string, wallMs: number): ClockState | null {
  const saved = parsed(text)
  if (typeof saved !== 'object' || saved === null) return null
  const { mode, atMs, offsetMs } = saved as Readonly<Record<string, unknown>>
  if (mode === 'real') return { mode }
  if (mode === 'frozen') return isTime(atMs) ? { mode, atMs } : null
  if (mode !== 'offset' || typeof offsetMs !== 'number') return null
  return isTime(wallMs + offsetMs) ? { mode, offsetMs } : null
}

function isTime(ms: unknown): ms is number {
  return Number.isInteger(ms) && (ms as number) >= 0 && (ms as number) <= latestMs
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
