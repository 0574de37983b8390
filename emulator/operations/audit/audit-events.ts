import { auditEventObject } from '../../objects/audit-event.ts'
import type { Handler } from '../../rules/context/context.ts'
import { pageAuditEvents } from '../../store/audit.ts'
import { mapPage } from '../../store/page.ts'

export const listAuditEvents: Handler<'listAuditEvents'> = async (ctx, { query }) => {
  const filter = {
    ...(query.actor !== undefined && { actor: query.actor }),
    ...(query.object_id !== undefined && { objectId: query.object_id }),
  }
  return mapPage(await pageAuditEvents(ctx.trx, ctx.tenant.id, filter, ctx.page), auditEventObject)
}
