import { appendEvent } from '../store/events.ts'
import type { IdSource } from '../store/ids.ts'
import { toAnswer, toStored } from '../store/instants.ts'
import type { Trx } from '../store/schema.ts'

/** An event as an operation states it. */
export interface Emission {
  readonly type: string
  readonly object: object
  readonly siblings: Readonly<Record<string, unknown>>
}

/**
 * Writes an event into the transaction that caused it. The envelope becomes bytes here, once: the same bytes are
 * stored, signed, sent and replayed.
 */
export async function recordEvent(
  trx: Trx,
  ids: IdSource,
  source: { readonly tenantId: string; readonly requestId: string | null; readonly now: number },
  { type, object, siblings }: Emission,
): Promise<void> {
  const { id, number } = await ids.draw('evt')
  const created = toStored(source.now)
  const payload = JSON.stringify({
    id,
    type,
    created_at: toAnswer(created),
    tenant_id: source.tenantId,
    request_id: source.requestId,
    data: { object, ...siblings },
  })
  await appendEvent(trx, {
    tenant_id: source.tenantId,
    id,
    seq: number,
    type,
    object_id: 'id' in object ? String(object.id) : '',
    request_id: source.requestId,
    created_at: created,
    payload,
  })
}
