import { ApiError } from '../../../src/contract/errors/errors.ts'
import type { ExportDocument } from '../../rules/compliance/data-export.ts'
import type { Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { findDataExport, findDataRequest } from '../../store/data-requests.ts'

export const downloadDataExport: Handler<'downloadDataExport'> = async (ctx, { params }) => {
  const id = params.data_request_id
  const { kind, status } = found(await findDataRequest(ctx.trx, ctx.tenant.id, id), 'data request', id)
  const kept = await findDataExport(ctx.trx, ctx.tenant.id, id)
  if (kept === undefined) {
    throw new ApiError('export_unavailable', {
      message: `Data request ${id} (${kind}, ${status}) has no export; fulfilled requests for access and portability have one`,
    })
  }
  const document = JSON.parse(kept.document) as ExportDocument
  // With it comes what packs files, which no start waits for.
  const { exportArchive } = await import('../../rules/compliance/export-archive.ts')
  return { name: `${id}.zip`, bytes: exportArchive(document) }
}
