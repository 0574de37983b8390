import { refuseFaults } from '../../../src/contract/errors/errors.ts'
import { append } from '../../../src/lists/append.ts'
import { createTurns } from '../../../src/time/turns.ts'
import type { Handler, LongHandler } from '../../rules/context/context.ts'
import { writesLong } from '../../rules/context/writes-long.ts'
import { idFaults } from '../../rules/fields/field-faults.ts'
import { judge, postedSchedule } from '../../rules/schedule/judge-schedule.ts'
import {
  positionOf,
  type Standing,
  standingOn,
  violationsFrom,
} from '../../rules/schedule/live-violations.ts'
import { pageInMemory } from '../../rules/schedule/page-in-memory.ts'
import { readProblem } from '../../rules/schedule/read-problem.ts'
import { sentenceOf } from '../../rules/schedule/rule-words.ts'
import { readWindow } from '../../rules/schedule/schedule-window.ts'
import { weightsFor } from '../../rules/schedule/weights.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import { mapPage } from '../../store/page.ts'
import { allResources } from '../../store/resource-lists.ts'

export const listViolations: LongHandler<'listViolations'> = async (ctx, { query }) => {
  const wanted = query.resource_id?.split(',')
  const rules = query.rule?.split(',')
  const bookings = query.booking_id?.split(',')
  refuseFaults(await idFaults(ctx, '/resource_id', 'resources', wanted ?? []))
  const resources = (await allResources(ctx.trx, ctx.tenant.id)).filter(
    ({ id }) => wanted === undefined || wanted.includes(id),
  )
  return async read => {
    const turns = createTurns()
    const standing: Standing[] = []
    for (const resource of resources) {
      append(standing, await read(again => standingOn(again, resource)))
      if (turns.isOver) await turns.pass()
    }
    const found = await read(again => violationsFrom(again, standing))
    const shown = found.filter(
      ({ violation }) =>
        (rules === undefined || rules.includes(violation.rule)) &&
        (bookings === undefined || violation.booking_ids.some(id => bookings.includes(id))),
    )
    return mapPage(pageInMemory(shown, positionOf, ctx.page), ({ violation }) => violation)
  }
}

export const validateSchedule: Handler<'validateSchedule'> = writesLong(async (ctx, { body }) => {
  const { window, faults } = readWindow(ctx, body.window)
  const resourceIds = body.resource_ids ?? null
  refuseFaults([...faults, ...(await idFaults(ctx, '/resource_ids', 'resources', resourceIds ?? []))])
  const problem = await readProblem(ctx, {
    window,
    resourceIds,
    bookingIds: null,
    movable: true,
    weights: await weightsFor(ctx, body.weights),
    iterations: 0,
    seed: 0,
  })
  const posted = postedSchedule(problem, body.assignments ?? [])
  refuseFaults(posted.faults)
  const { breaks, score, constraints } = await judge(problem, posted.schedule, ctx.turns)
  const result = {
    live: body.assignments === undefined,
    window: { from: toAnswer(toStored(window.startMs)), to: toAnswer(toStored(window.endMs)) },
    bookings: problem.bookings.length,
    score,
    constraints,
  }
  const now = toAnswer(toStored(ctx.now))
  if (!result.live)
    return {
      ...result,
      violations: breaks.map(one => ({
        rule: one.rule,
        message: sentenceOf(one),
        booking_ids: [...one.bookingIds],
        resource_ids: [...one.resourceIds],
        since: now,
      })),
    }
  const starts = new Map(problem.bookings.map(({ id, current }) => [id, current.startMs]))
  const standing = breaks.map(ruleBreak => ({
    ruleBreak,
    startMs: starts.get(ruleBreak.bookingIds[0] ?? '') ?? 0,
    changedAt: toStored(ctx.now),
  }))
  const violations = await violationsFrom(ctx, standing)
  for (const { violation, isTold } of violations) {
    if (!isTold) await ctx.emit('schedule.violation_detected', violation)
    if (ctx.turns.isOver) await ctx.turns.pass()
  }
  return { ...result, violations: violations.map(({ violation }) => violation) }
})
