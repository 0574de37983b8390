import { insertRow } from './prepared.ts'
import type { MessageRow, Trx } from './schema.ts'

/** Which part of the outbox is asked for, across tenants, in the order in which messages were written. */
export interface MessagePart {
  /** Only messages behind this one. */
  readonly afterSeq: number
  readonly limit: number
  readonly tenantId?: string
  readonly kinds?: readonly string[]
  readonly customerId?: string
  readonly objectId?: string
}

/** Puts a message into the outbox. */
export async function insertMessage(trx: Trx, row: MessageRow): Promise<void> {
  await insertRow(trx, 'messages', row)
}

/** The messages of a part. */
export async function messagesAfter(
  trx: Trx,
  { afterSeq, limit, tenantId, kinds, customerId, objectId }: MessagePart,
): Promise<MessageRow[]> {
  let query = trx.selectFrom('messages').selectAll().where('seq', '>', afterSeq)
  if (tenantId !== undefined) query = query.where('tenant_id', '=', tenantId)
  if (kinds !== undefined && kinds.length > 0) query = query.where('kind', 'in', kinds)
  if (customerId !== undefined) query = query.where('customer_id', '=', customerId)
  if (objectId !== undefined) query = query.where('object_id', '=', objectId)
  return await query.orderBy('seq').limit(limit).execute()
}

/** The message with this id, of whichever tenant. */
export async function findMessage(trx: Trx, id: string): Promise<MessageRow | undefined> {
  return await trx.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The message that was written last, of whichever tenant; null without any. */
export async function newestMessageId(trx: Trx): Promise<string | null> {
  const query = trx.selectFrom('messages').select('id').orderBy('seq', 'desc').limit(1)
  return (await query.executeTakeFirst())?.id ?? null
}

/** Messages to one customer are messages to another from now on. */
export async function moveMessages(trx: Trx, tenantId: string, fromId: string, toId: string): Promise<void> {
  await trx
    .updateTable('messages')
    .set({ customer_id: toId })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', fromId)
    .execute()
}
