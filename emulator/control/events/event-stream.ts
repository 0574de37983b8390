import type { ServerResponse } from 'node:http'
import type { StreamHello, StreamReplaced } from '../../../src/control/sandbox-control.ts'
import { heartbeatText, messageText } from '../../../src/control/stream-message.ts'
import { choosesEvent } from '../../../src/webhooks/event-patterns.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { endOfLog, eventsAfter, findEventOfAnyTenant, type LogPosition } from '../../store/events.ts'
import type { EventRow } from '../../store/schema.ts'
import { createBell } from '../bell.ts'
import { pacedWriter } from '../stream-answer.ts'

/** Which events are streamed, and from where on. */
export interface StreamWish {
  readonly tenantId: string | undefined
  /** Patterns of types; all types when left out. */
  readonly patterns: readonly string[] | undefined
  readonly from: LogPosition
  /** The generation of the sandbox in which that was its place. */
  readonly generation: number
  readonly hello: Omit<StreamHello, 'after'>
}

/** One who follows a stream, and to whom an event can be sent again. False when it does not want it. */
export type Resend = (event: EventRow) => boolean

/** As many events are read at once, and so much of them is kept; a log of any length takes no more memory. */
const batch = 100
const batchBytes = 500_000
/** As many events wait to be sent again; more are refused. */
const mostResends = 1_000

/**
 * Writes events as they are committed, after those that were there, until `gone`. It listens before it reads, so that
 * nothing falls between; it reads no faster than the other side, and what it has not read waits in the store.
 */
export async function streamEvents(
  sandbox: Sandbox,
  raw: ServerResponse,
  { from, hello, tenantId, patterns, ...wish }: StreamWish,
  {
    heartbeatMs,
    gone,
    follow,
  }: {
    readonly heartbeatMs: number
    readonly gone: AbortSignal
    readonly follow: (resend: Resend) => () => void
  },
): Promise<void> {
  const bell = createBell(gone)
  // Only their ids: however many wait, they take no memory.
  const resends: string[] = []
  let { generation } = wish
  let replaced: Promise<LogPosition> | undefined
  const isWanted = ({ type, tenant_id }: EventRow) =>
    (tenantId === undefined || tenant_id === tenantId) &&
    (patterns === undefined || choosesEvent(patterns, type))
  const lookForReplacement = () => {
    if (sandbox.generation === generation) return
    generation = sandbox.generation
    // At once, not when its turn has come: what happens from now on belongs to the stream.
    replaced = sandbox.store.read(endOfLog)
    replaced.catch(() => undefined)
  }
  const stopListening = sandbox.onCommit(() => {
    lookForReplacement()
    bell.ring()
  })
  lookForReplacement()
  const stopFollowing = follow(event => {
    if (!isWanted(event) || resends.length >= mostResends) return false
    resends.push(event.id)
    bell.ring()
    return true
  })
  const write = pacedWriter(raw, gone)
  try {
    let { seq } = from
    await write(messageText({ event: 'hello', data: json({ ...hello, after: afterOf(from) }) }))
    while (!gone.aborted) {
      bell.quieten()
      if (replaced !== undefined) {
        const position = await replaced
        replaced = undefined
        seq = position.seq
        await write(messageText({ event: 'replaced', data: json({ after: afterOf(position) }) }))
      }
      for (const id of resends.splice(0)) {
        if (gone.aborted) break
        const payload = await payloadOf(sandbox, id)
        if (payload !== undefined) await write(messageText({ event: 'resent', data: payload }))
      }
      const { rows, isAll } = await nextEvents(sandbox, seq, tenantId)
      for (const row of rows) {
        if (gone.aborted || replaced !== undefined) break
        seq = row.seq
        if (isWanted(row)) await write(messageText({ id: row.id, data: row.payload }))
      }
      if (!isAll) continue
      if (!(await bell.rungWithin(heartbeatMs))) await write(heartbeatText)
    }
  } finally {
    stopListening()
    stopFollowing()
    bell.stop()
  }
}

/** The bytes of an event; undefined if the log has become another. */
async function payloadOf({ store }: Sandbox, id: string): Promise<string | undefined> {
  return (await store.read(trx => findEventOfAnyTenant(trx, id)))?.payload
}

/** The events behind a number, and whether those are all; no more of them than a batch, by number and by bytes. */
async function nextEvents({ store }: Sandbox, seq: number, tenantId: string | undefined) {
  const read = await store.read(trx =>
    eventsAfter(trx, { afterSeq: seq, ...tenantOf(tenantId), limit: batch }),
  )
  let bytes = 0
  const end = read.findIndex(({ payload }, at) => {
    bytes += payload.length
    return at > 0 && bytes > batchBytes
  })
  return end < 0 ? { rows: read, isAll: read.length < batch } : { rows: read.slice(0, end), isAll: false }
}

function json(data: StreamHello | StreamReplaced): string {
  return JSON.stringify(data)
}

function afterOf({ eventId }: LogPosition): string {
  return eventId ?? 'start'
}

function tenantOf(tenantId: string | undefined) {
  return tenantId === undefined ? {} : { tenantId }
}
