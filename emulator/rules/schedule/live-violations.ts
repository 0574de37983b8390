import type { RuleBreak } from '../../scheduling/optimisation/problem.ts'
import { eventsAfter } from '../../store/events.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { misfitsOnOne } from '../hours/stranded-bookings.ts'
import { joined, sentenceOf, type ViolationObject } from './rule-words.ts'

/** A broken rule of the schedule as it is, and when its booking starts. */
export interface LiveViolation {
  readonly violation: ViolationObject
  readonly startMs: number
  /** Whether an event has told of it. */
  readonly isTold: boolean
}

/** What stands against a booking on one resource. */
export interface Standing {
  readonly ruleBreak: RuleBreak
  readonly startMs: number
  readonly changedAt: string
}

/** What stands against the bookings ahead on one resource. */
export async function standingOn(ctx: Context, resource: ResourceRow): Promise<Standing[]> {
  const misfits = await misfitsOnOne(ctx, resource.id)
  return misfits.map(({ booking, resourceId, conflict }) => {
    const other = 'id' in conflict && conflict.id?.startsWith('bk_') ? [conflict.id] : []
    return {
      ruleBreak: { rule: conflict.type, bookingIds: [booking.id, ...other], resourceIds: [resourceId] },
      startMs: booking.startMs,
      changedAt: resource.updated_at > booking.updatedAt ? resource.updated_at : booking.updatedAt,
    }
  })
}

/**
 * The violations of the schedule, one for each booking and rule. Since when: since an event told of it; else since booking or
 * resource were changed last, for then it can have come about.
 */
export async function violationsFrom(ctx: Context, standing: readonly Standing[]): Promise<LiveViolation[]> {
  if (standing.length === 0) return []
  const told = await toldOf(ctx)
  const starts = new Map(standing.map(({ ruleBreak, startMs }) => [ruleBreak.bookingIds[0], startMs]))
  const changes = new Map<string, string>()
  for (const { ruleBreak, changedAt } of standing) {
    const key = keyOf(ruleBreak)
    const known = changes.get(key)
    if (known === undefined || changedAt > known) changes.set(key, changedAt)
  }
  return joined(standing.map(({ ruleBreak }) => ruleBreak)).map(one => {
    const toldAt = told.get(keyOf(one))
    const changedAt = changes.get(keyOf(one)) ?? toStored(ctx.now)
    return {
      violation: {
        rule: one.rule,
        message: sentenceOf(one),
        booking_ids: [...one.bookingIds],
        resource_ids: [...one.resourceIds],
        since: toAnswer(toldAt ?? changedAt),
      },
      startMs: starts.get(one.bookingIds[0]) ?? 0,
      isTold: toldAt !== undefined,
    }
  })
}

/** When events told last of each booking and rule. */
async function toldOf(ctx: Context): Promise<ReadonlyMap<string, string>> {
  const told = new Map<string, string>()
  const part = { types: ['schedule.violation_detected'], tenantId: ctx.tenant.id, limit: mostEvents }
  for (let afterSeq = Number.MIN_SAFE_INTEGER; ; ) {
    const events = await eventsAfter(ctx.trx, { ...part, afterSeq })
    for (const { payload, created_at } of events) {
      const { object } = (JSON.parse(payload) as { data: { object: ViolationObject } }).data
      told.set(`${object.booking_ids[0]} ${object.rule}`, created_at)
    }
    if (ctx.turns.isOver) await ctx.turns.pass()
    const last = events.at(-1)
    if (last === undefined || events.length < mostEvents) return told
    afterSeq = last.seq
  }
}

/** As many are read at once. */
const mostEvents = 1_000

function keyOf({ rule, bookingIds }: RuleBreak): string {
  return `${bookingIds[0]} ${rule}`
}

/** By start, then booking, then rule: how violations are listed. */
export function positionOf({ violation, startMs }: LiveViolation): { sort: string; id: string } {
  return { sort: toStored(startMs), id: `${violation.booking_ids[0]} ${violation.rule}` }
}
