import type { Candidate, Terms } from './calendar.ts'
import { type Conflict, checkDemand } from './demand-check.ts'

export type { Conflict } from './demand-check.ts'

/**
 * Every reason why the candidate cannot be booked, each once, in the order of the catalogue
 * (`conflictTypes`). It can be booked iff there is none; slots and suggestions ask the same question.
 *
 * @example
 * findConflicts(
 *   { first: { group: 'staff', calendar, skills: [] }, others: [], units: 1, startMs },
 *   { service, nowMs, allowPast: true },
 * )
 */
export function findConflicts(candidate: Candidate, terms: Terms): Conflict[] {
  const { startMs } = candidate
  const byContent = new Map<string, Conflict>()
  for (const conflict of checkDemand(candidate, terms, atOnly(startMs)).conflictsAt(startMs)) {
    byContent.set(JSON.stringify(conflict), conflict)
  }
  return [...byContent.values()]
}

/** A resource chosen for a requirement group. */
export interface ChosenAllocation {
  readonly group: string
  readonly resourceId: string
}

/**
 * The resources that the candidate would take: its own, and for every further group the first that is free,
 * no resource twice. Where that is impossible (the booking overrides conflicts) each group gets its first.
 */
export function chooseAllocations(candidate: Candidate, terms: Terms): ChosenAllocation[] {
  const { first, others, startMs } = candidate
  const free = checkDemand(candidate, terms, atOnly(startMs)).freeResourcesAt(startMs)
  const further = others.flatMap(({ group, calendars }, index) => {
    const resourceId = free?.[index] ?? calendars[0]?.id
    return resourceId === undefined ? [] : [{ group, resourceId }]
  })
  return [{ group: first.group, resourceId: first.calendar.id }, ...further]
}

function atOnly(startMs: number) {
  return { startMs, endMs: startMs + 1 }
}
