import { refuseFaults } from '../../../src/contract/errors/errors.ts'
import { refundObject } from '../../objects/refund.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { paymentIdFaults } from '../../rules/money/payment-faults.ts'
import { mapPage } from '../../store/page.ts'
import { findRefund, pageRefunds } from '../../store/refunds.ts'

export const listRefunds: Handler<'listRefunds'> = async (ctx, { query }) => {
  const paymentIds = query.payment_id?.split(',')
  refuseFaults(await paymentIdFaults(ctx, paymentIds))
  const filter = {
    ...(paymentIds !== undefined && { paymentIds }),
    ...(query.status !== undefined && { statuses: query.status.split(',') }),
  }
  return mapPage(await pageRefunds(ctx.trx, ctx.tenant.id, filter, ctx.page), refundObject)
}

export const getRefund: Handler<'getRefund'> = async (ctx, { params }) =>
  refundObject(found(await findRefund(ctx.trx, ctx.tenant.id, params.refund_id), 'refund', params.refund_id))
