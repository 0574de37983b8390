import { ApiError, type FieldFault, refuseFaults } from '../../../src/contract/errors/errors.ts'
import { isWaiting } from '../../objects/data-request.ts'
import { changeDataRequest } from '../../rules/compliance/data-requests.ts'
import { deadlineOf, extendedMonths } from '../../rules/compliance/deadlines.ts'
import type { Fulfilment } from '../../rules/compliance/fulfilment.ts'
import { fulfilments } from '../../rules/compliance/fulfilments.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision, revised } from '../../rules/context/revisions.ts'
import { writesLong } from '../../rules/context/writes-long.ts'
import { localeFaults, withIanaZone, zoneFaults } from '../../rules/fields/field-faults.ts'
import { findDataRequest } from '../../store/data-requests.ts'
import { fromStored, toAnswer, toStored } from '../../store/instants.ts'
import type { DataRequestRow } from '../../store/schema.ts'

export const resolveDataRequest: Handler<'resolveDataRequest'> = writesLong(async (ctx, { params, body }) => {
  const row = await requestNamed(ctx, params.data_request_id)
  requireState(row, 'resolve', isWaiting(row), [])
  const { outcome, ground = null } = body
  const corrections = body.corrections && withIanaZone(body.corrections)
  refuseFaults(resolutionFaults(row, { outcome, ground, corrections }))
  const fulfil = fulfilments[row.kind as keyof typeof fulfilments]
  const done: Fulfilment =
    outcome === 'fulfilled' ? await fulfil(ctx, row, corrections ?? {}) : { step: outcome }
  const at = toAnswer(toStored(ctx.now))
  const changed = revised(ctx, done.row ?? row, {
    status: outcome,
    resolution: JSON.stringify({
      outcome,
      ground: ground === null ? null : (done.scrub?.(ground) ?? ground),
      at,
    }),
    steps: withSteps(row, [done.step, ...(done.furtherStep === undefined ? [] : [done.furtherStep])], at),
    ...(done.copies !== undefined && { copies_kept: JSON.stringify(done.copies) }),
  })
  const request = await changeDataRequest(ctx, row, changed)
  await ctx.emit('data_request.completed', request)
  return request
})

export const extendDataRequest: Handler<'extendDataRequest'> = async (ctx, { params, body }) => {
  const row = await requestNamed(ctx, params.data_request_id)
  requireState(row, 'extend', row.status === 'open', row.status === 'extended' ? ['resolve'] : [])
  if (ctx.now > fromStored(row.due_at)) {
    const due_at = toAnswer(row.due_at)
    throw new ApiError('deadline_passed', {
      message: `Data request ${row.id} was due at ${due_at}, and can only be extended before that`,
      details: { due_at },
    })
  }
  const at = toAnswer(toStored(ctx.now))
  const changed = revised(ctx, row, {
    status: 'extended',
    due_at: toStored(deadlineOf(ctx.tenant.timezone, fromStored(row.received_at), extendedMonths)),
    extension: JSON.stringify({ reason: body.reason, at }),
    steps: withSteps(row, ['extended'], at),
  })
  return await changeDataRequest(ctx, row, changed)
}

async function requestNamed(ctx: Context, id: string): Promise<DataRequestRow> {
  const row = found(await findDataRequest(ctx.trx, ctx.tenant.id, id), 'data request', id)
  requireRevision(ctx, row)
  return row
}

function withSteps(row: DataRequestRow, names: readonly string[], at: string): string {
  return JSON.stringify([...(JSON.parse(row.steps) as object[]), ...names.map(name => ({ name, at }))])
}

function requireState(row: DataRequestRow, action: string, isLegal: boolean, allowed: string[]): void {
  if (isLegal) return
  throw new ApiError('invalid_state_transition', {
    message: `Data request ${row.id} is ${row.status}, which does not allow ${action}`,
    details: { from: row.status, action, allowed },
  })
}

function resolutionFaults(
  { kind }: DataRequestRow,
  {
    outcome,
    ground,
    corrections,
  }: {
    readonly outcome: string
    readonly ground: string | null
    readonly corrections: { timezone?: string | null; locale?: string | null } | undefined
  },
): FieldFault[] {
  const corrects = kind === 'rectification' && outcome === 'fulfilled'
  const faults: FieldFault[] = []
  if (outcome === 'rejected' && ground === null)
    faults.push({ path: '/ground', code: 'required', message: 'is missing: a rejection has to say why' })
  if (corrects && corrections === undefined)
    faults.push({
      path: '/corrections',
      code: 'required',
      message: 'is missing: it says what is to be corrected',
    })
  if (!corrects && corrections !== undefined) {
    const message = `is for a rectification that is fulfilled, and this is ${kind}, ${outcome}`
    faults.push({ path: '/corrections', code: 'not_possible', message })
  }
  return [
    ...faults,
    ...zoneFaults('/corrections/timezone', corrections?.timezone),
    ...localeFaults('/corrections/locale', corrections?.locale),
  ]
}
