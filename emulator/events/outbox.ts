import { ApiError } from '../../src/contract/errors/errors.ts'
import { choosesEvent } from '../../src/webhooks/event-patterns.ts'
import { insertDelivery } from '../store/deliveries.ts'
import { appendEvent } from '../store/events.ts'
import type { IdSource } from '../store/ids.ts'
import { toAnswer, toStored } from '../store/instants.ts'
import type { DeliveryRow, EventRow, Trx } from '../store/schema.ts'
import { enabledWebhooks } from '../store/webhooks.ts'

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
): Promise<Pick<EventRow, 'id' | 'seq'>> {
  const { id, number } = await ids.draw('evt')
  const created = toStored(source.now)
  // The object's text is made once, however many events tell of it.
  const envelope = JSON.stringify({
    id,
    type,
    created_at: toAnswer(created),
    tenant_id: source.tenantId,
    request_id: source.requestId,
  })
  const others = Object.entries(siblings).map(([name, value]) => textOfMember(name, value))
  const data = [`"object":${textOf(object)}`, ...others.filter(text => text !== '')].join()
  const payload = `${envelope.slice(0, -1)},"data":{${data}}}`
  if (Buffer.byteLength(payload) > longestPayloadBytes) {
    throw new ApiError('payload_too_large', {
      message: `The event ${type} would be larger than 256 kB; make the object smaller`,
    })
  }
  const event: EventRow = {
    tenant_id: source.tenantId,
    id,
    seq: number,
    type,
    object_id: 'id' in object ? String(object.id) : '',
    request_id: source.requestId,
    created_at: created,
    payload,
  }
  await appendEvent(trx, event)
  await enqueue(trx, ids, event)
  return event
}

const texts = new WeakMap<object, string>()

function textOf(object: object): string {
  let text = texts.get(object)
  if (text === undefined) {
    text = JSON.stringify(object)
    texts.set(object, text)
  }
  return text
}

/** A member as JSON.stringify writes it: none for what JSON does not have. */
function textOfMember(name: string, value: unknown): string {
  const text = JSON.stringify(value)
  return text === undefined ? '' : `${JSON.stringify(name)}:${text}`
}

/** What receivers and their proxies can be expected to take. */
const longestPayloadBytes = 256 * 1024

/** Plans the first attempt for every endpoint that listens now: it commits with the event, or not at all. */
async function enqueue(trx: Trx, ids: IdSource, event: EventRow): Promise<void> {
  for (const { id, url, events } of await enabledWebhooks(trx, event.tenant_id)) {
    if (!choosesEvent(JSON.parse(events) as string[], event.type)) continue
    await insertDelivery(trx, firstAttempt(event, { id, url }, await ids.next('dlv')))
  }
}

/**
 * One more attempt that somebody asked for: made at once, whatever becomes of the others, and not repeated when it
 * fails. `number` counts all attempts to send the event there.
 */
export function requestedAttempt(
  event: Parameters<typeof firstAttempt>[0],
  webhook: Parameters<typeof firstAttempt>[1],
  id: string,
  number: number,
): DeliveryRow {
  return { ...firstAttempt(event, webhook, id), attempt: number, step: 0 }
}

/** A first attempt that may be made at once. */
function firstAttempt(
  event: Pick<EventRow, 'tenant_id' | 'id' | 'seq' | 'created_at'>,
  webhook: { readonly id: string; readonly url: string },
  id: string,
): DeliveryRow {
  return {
    tenant_id: event.tenant_id,
    id,
    created_at: event.created_at,
    updated_at: event.created_at,
    revision: 1,
    webhook_id: webhook.id,
    event_id: event.id,
    event_seq: event.seq,
    sample: null,
    attempt: 1,
    step: 1,
    status: 'pending',
    ready: 1,
    due_at: event.created_at,
    url: webhook.url,
    request_headers: null,
    response_status: null,
    response_headers: null,
    response_body: null,
    latency_ms: null,
    error: null,
    attempted_at: null,
    next_attempt_at: event.created_at,
    claimed_until: null,
  }
}
