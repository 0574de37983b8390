import { refuseFaults } from '../../../src/contract/errors/errors.ts'
import { disputeObject } from '../../objects/dispute.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { requireRevision } from '../../rules/context/revisions.ts'
import { closeDispute, requireDisputeMove, submitEvidence } from '../../rules/money/dispute-moves.ts'
import { paymentIdFaults } from '../../rules/money/payment-faults.ts'
import { findDispute, pageDisputes } from '../../store/disputes.ts'
import { mapPage } from '../../store/page.ts'
import type { DisputeRow } from '../../store/schema.ts'

export const listDisputes: Handler<'listDisputes'> = async (ctx, { query }) => {
  const paymentIds = query.payment_id?.split(',')
  refuseFaults(await paymentIdFaults(ctx, paymentIds))
  const filter = {
    ...(paymentIds !== undefined && { paymentIds }),
    ...(query.status !== undefined && { statuses: query.status.split(',') }),
  }
  return mapPage(await pageDisputes(ctx.trx, ctx.tenant.id, filter, ctx.page), disputeObject)
}

export const getDispute: Handler<'getDispute'> = async (ctx, { params }) =>
  disputeObject(await disputeWithId(ctx, params.dispute_id))

export const submitDisputeEvidence: Handler<'submitDisputeEvidence'> = async (ctx, { params, body }) => {
  const row = await disputeWithId(ctx, params.dispute_id)
  requireRevision(ctx, row)
  requireDisputeMove(row, 'submit_evidence')
  return disputeObject(await submitEvidence(ctx, row, body.evidence))
}

export const acceptDispute: Handler<'acceptDispute'> = async (ctx, { params }) => {
  const row = await disputeWithId(ctx, params.dispute_id)
  requireRevision(ctx, row)
  requireDisputeMove(row, 'accept')
  return disputeObject(await closeDispute(ctx, row, 'accepted'))
}

async function disputeWithId(ctx: Context, id: string): Promise<DisputeRow> {
  return found(await findDispute(ctx.trx, ctx.tenant.id, id), 'dispute', id)
}
