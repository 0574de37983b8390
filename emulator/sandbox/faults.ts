import { hash } from 'node:crypto'
import { type FaultEffect, faultEffects } from '../../src/control/fault-control.ts'

/** A rule that makes requests go wrong. */
export interface Fault {
  readonly id: string
  readonly effect: FaultEffect
  /** Of `error`. */
  readonly code: string | null
  /** Of `gateway`. */
  readonly status: number | null
  readonly delayMs: number
  readonly operation: string | null
  readonly tenant: string | null
  /** So many requests that match are let through first. */
  readonly skip: number
  /** So many are hit at most; null for all. */
  readonly times: number | null
  readonly probability: number
  /** Sandbox time, in milliseconds. */
  readonly createdMs: number
  readonly matched: number
  readonly hit: number
}

export type NewFault = Omit<Fault, 'id' | 'matched' | 'hit'>

/** What a request is, as far as faults ask. */
export interface Asked {
  readonly operation: string | null
  readonly tenant: string
  /** The seed of the sandbox, from which it is drawn who is hit. */
  readonly seed: string
}

/** The faults of a sandbox. What they count waits in memory until it is written down with the request log. */
export interface Faults {
  /** In the order in which they are asked. */
  list(): readonly Fault[]
  add(fault: NewFault): Fault
  /** The fault as it was, or undefined. */
  remove(id: string): Fault | undefined
  /** Removes all; says how many there were. */
  clear(): number
  /** The first fault that hits a request; counts it. */
  take(asked: Asked): Fault | undefined
  /** What is to be written down, or undefined where all is. */
  changed(): SavedFaults | undefined
  /** It is written down now. */
  written(saved: SavedFaults): void
  /** Goes on from what was written down. */
  restore(saved: SavedFaults): void
}

/** Faults as they are written down. */
export interface SavedFaults {
  /** How many were ever made: no id comes twice. */
  readonly made: number
  readonly faults: readonly Fault[]
}

export const noFaults: SavedFaults = { made: 0, faults: [] }

export function createFaults(): Faults {
  let { made, faults } = noFaults
  let isChanged = false
  const change = (next: readonly Fault[]) => {
    faults = next
    isChanged = true
  }
  const count = (counted: Fault) => change(faults.map(fault => (fault.id === counted.id ? counted : fault)))
  return {
    list: () => faults,
    add(fault) {
      made += 1
      const added = { ...fault, id: `flt_${made}`, matched: 0, hit: 0 }
      change([...faults, added])
      return added
    },
    remove(id) {
      const removed = faults.find(fault => fault.id === id)
      if (removed !== undefined) change(faults.filter(fault => fault !== removed))
      return removed
    },
    clear() {
      const { length } = faults
      if (length > 0) change([])
      return length
    },
    take(asked) {
      for (const fault of faults) {
        if (!matches(fault, asked) || isSpent(fault)) continue
        const matched = fault.matched + 1
        const isHit = matched > fault.skip && isDrawn(fault, asked.seed, matched)
        const counted = { ...fault, matched, hit: fault.hit + (isHit ? 1 : 0) }
        count(counted)
        if (isHit) return counted
      }
      return undefined
    },
    changed: () => (isChanged ? { made, faults } : undefined),
    written(saved) {
      // What was counted meanwhile is not.
      if (saved.made === made && saved.faults === faults) isChanged = false
    },
    restore(saved) {
      ;({ made, faults } = saved)
      isChanged = false
    },
  }
}

/** Whether a fault has hit as many as it was to hit. */
export function isSpent({ hit, times }: Fault): boolean {
  return times !== null && hit >= times
}

function matches({ operation, tenant }: Fault, asked: Asked): boolean {
  return (operation === null || operation === asked.operation) && (tenant === null || tenant === asked.tenant)
}

/** Drawn anew for each request that matches, and the same for a seed ever after. */
function isDrawn({ id, probability }: Fault, seed: string, matched: number): boolean {
  if (probability >= 1) return true
  const drawn = Number.parseInt(hash('sha256', `${seed}:fault:${id}:${matched}`).slice(0, 8), 16)
  return drawn / 2 ** 32 < probability
}

/** Faults from the text that they were written down as; null where it is none. */
export function parseFaults(text: string): SavedFaults | null {
  const saved = parsed(text) as Partial<SavedFaults> | null
  if (typeof saved !== 'object' || saved === null || !isCount(saved.made)) return null
  const { made, faults } = saved
  return Array.isArray(faults) && faults.every(isFault) ? { made, faults } : null
}

function isFault(value: unknown): value is Fault {
  if (typeof value !== 'object' || value === null) return false
  const fault = value as Record<keyof Fault, unknown>
  const counts = [fault.delayMs, fault.skip, fault.matched, fault.hit, fault.createdMs]
  return (
    /^flt_\d{1,15}$/.test(String(fault.id)) &&
    faultEffects.includes(fault.effect as FaultEffect) &&
    [fault.code, fault.operation, fault.tenant].every(text => text === null || typeof text === 'string') &&
    (fault.status === null || isCount(fault.status)) &&
    (fault.times === null || isCount(fault.times)) &&
    counts.every(isCount) &&
    typeof fault.probability === 'number' &&
    fault.probability > 0 &&
    fault.probability <= 1
  )
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
