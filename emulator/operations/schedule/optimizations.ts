import { type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import { optimizationObject } from '../../objects/schedule/optimization.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { newRow } from '../../rules/context/new-row.ts'
import { writesLong } from '../../rules/context/writes-long.ts'
import { idFaults, unknownIdFault } from '../../rules/fields/field-faults.ts'
import { bookingsOfRun, mostBookings, readProblem } from '../../rules/schedule/read-problem.ts'
import { baseColumn, finishRun, knownColumns } from '../../rules/schedule/run-moves.ts'
import { readWindow } from '../../rules/schedule/schedule-window.ts'
import { weightsFor } from '../../rules/schedule/weights.ts'
import { verify } from '../../scheduling/optimisation/verify.ts'
import { toStored } from '../../store/instants.ts'
import { findOptimization, insertOptimization, pageOptimizations } from '../../store/optimizations.ts'
import { mapPage } from '../../store/page.ts'
import { rowsWithIds } from '../../store/rows-with-ids.ts'
import type { OptimizationRow } from '../../store/schema.ts'

export const startOptimization: Handler<'startOptimization'> = writesLong(async (ctx, { body }) => {
  const { window, faults } = readWindow(ctx, body.window)
  const resourceIds = body.resource_ids ?? null
  const bookingIds = body.booking_ids ?? null
  const rows = await rowsWithIds(ctx.trx, 'bookings', ctx.tenant.id, bookingIds ?? [])
  const known = new Set(rows.map(({ id }) => id))
  refuseFaults([
    ...faults,
    ...(await idFaults(ctx, '/resource_ids', 'resources', resourceIds ?? [])),
    ...(bookingIds ?? [])
      .filter(id => !known.has(id))
      .map(id => unknownIdFault('/booking_ids', 'booking', id)),
  ])
  const taking = await bookingsOfRun(ctx, { window, resourceIds, bookingIds })
  refuseFaults(tooMany(taking.length))
  const row: OptimizationRow = {
    ...(await newRow(ctx, 'opt', body.metadata)),
    window_from: toStored(window.startMs),
    window_to: toStored(window.endMs),
    resource_ids: JSON.stringify(resourceIds ?? []),
    booking_ids: bookingIds === null ? null : JSON.stringify(bookingIds),
    movable: body.movable === true ? 1 : 0,
    weights: JSON.stringify(await weightsFor(ctx, body.weights)),
    iterations: body.limits?.iterations ?? 1_000_000,
    seed: body.seed ?? 1,
    status: 'queued',
    outcome: null,
    score: null,
    initial_score: null,
    bound: null,
    progress: 0,
    infeasible_because: '[]',
    failure: null,
    base: JSON.stringify(
      taking.map(({ id, revision, schedule_revision }) => [id, revision, schedule_revision]),
    ),
    proposal: '[]',
    started_at: null,
    finished_at: null,
    committed_at: null,
  }
  await insertOptimization(ctx.trx, row)
  ctx.changed('optimization', null, row)
  const object = optimizationObject(row)
  await ctx.emit('schedule.optimization_started', object)
  if (taking.length > 0) return object
  // There is nothing to be decided: nothing is better than nothing.
  const problem = await readProblem(ctx, {
    window,
    resourceIds,
    bookingIds,
    movable: object.movable,
    weights: object.weights,
    iterations: row.iterations,
    seed: row.seed,
  })
  const verdict = verify(problem, [])
  const { score } = verdict
  return await finishRun(ctx, row, 'optimal', {
    ...(await knownColumns({ problem, schedule: [], verdict, bound: score, initialScore: score }, ctx.turns)),
    base: baseColumn(problem),
    started_at: toStored(ctx.now),
  })
})

export const listOptimizations: Handler<'listOptimizations'> = async (ctx, { query }) => {
  const filter = {
    ...(query.status !== undefined && { statuses: query.status.split(',') }),
    ...(query.outcome !== undefined && { outcomes: query.outcome.split(',') }),
  }
  return mapPage(await pageOptimizations(ctx.trx, ctx.tenant.id, filter, ctx.page), optimizationObject)
}

export const getOptimization: Handler<'getOptimization'> = async (ctx, { params }) => {
  const id = params.optimization_id
  return optimizationObject(found(await findOptimization(ctx.trx, ctx.tenant.id, id), 'optimization run', id))
}

function tooMany(count: number): FieldFault[] {
  if (count <= mostBookings) return []
  const message = `holds ${count} bookings, and one run takes ${mostBookings}: choose a shorter window, or some resources`
  return [{ path: '/window', code: 'too_many', message }]
}
