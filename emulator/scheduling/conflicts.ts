import type { Candidate, Terms } from './calendar.ts'
import { type Conflict, checkDemand, type DemandCheck } from './demand-check.ts'

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
  return conflictsIn(checkOf(candidate, terms), candidate)
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
  return allocationsIn(checkOf(candidate, terms), candidate)
}

/** Both of a candidate, by one look at its calendars. */
export function judgeCandidate(
  candidate: Candidate,
  terms: Terms,
): { readonly conflicts: Conflict[]; readonly allocations: ChosenAllocation[] } {
  const check = checkOf(candidate, terms)
  return { conflicts: conflictsIn(check, candidate), allocations: allocationsIn(check, candidate) }
}

function conflictsIn(check: DemandCheck, { startMs }: Candidate): Conflict[] {
  const byContent = new Map<string, Conflict>()
  for (const conflict of check.conflictsAt(startMs)) byContent.set(JSON.stringify(conflict), conflict)
  return [...byContent.values()]
}

function allocationsIn(check: DemandCheck, { first, others, startMs }: Candidate): ChosenAllocation[] {
  const free = check.freeResourcesAt(startMs)
  const further = others.flatMap(({ group, calendars }, index) => {
    const resourceId = free?.[index] ?? calendars[0]?.id
    return resourceId === undefined ? [] : [{ group, resourceId }]
  })
  return [{ group: first.group, resourceId: first.calendar.id }, ...further]
}

function checkOf(candidate: Candidate, terms: Terms): DemandCheck {
  const { startMs } = candidate
  return checkDemand(candidate, terms, { startMs, endMs: startMs + 1 })
}
