import type { FastifyInstance } from 'fastify'
import type { AuditLengths } from '../../src/control/sandbox-control.ts'
import { chainLength } from '../store/audit.ts'
import { listTenants } from '../store/tenants.ts'
import type { TargetOf } from './control.ts'

/** Registers /_sandbox/audit: how long the audit trail of each tenant has to be. */
export function registerAudit(app: FastifyInstance, targetOf: TargetOf): void {
  app.get('/_sandbox/audit', async (request): Promise<AuditLengths> => {
    return await targetOf(request).sandbox.store.read(async trx => {
      const data: AuditLengths['data'][number][] = []
      for (const { id } of await listTenants(trx))
        data.push({ tenant_id: id, ...(await chainLength(trx, id)) })
      return { data }
    })
  })
}
