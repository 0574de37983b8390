import type Connection from 'better-sqlite3'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import {
  idDigits,
  type RecordedRequest,
  type RecordedRow,
  type Slot,
  type Template,
} from './recorded-rows.ts'

/** The table whose rows the sandbox gathers, and the longest that they wait, in milliseconds. */
const gathered = 'request_log'
const gatherMs = 100

interface Own {
  readonly body: Readonly<Record<string, unknown>>
  readonly key: string
  readonly startMs: number
  readonly nowMs: number
  readonly count: number
}

type Value = string | number | null
type Fill = (own: Own) => Value

/**
 * The floor of a write: bare fastify that inserts the rows of a recorded request, with all their columns and indexes,
 * through prepared statements, in one transaction for each request; the request log in batches, as the sandbox does. It
 * checks nothing: no keys, limits, validation, conflicts, idempotency.
 */
export function sameRowsServer(db: Connection.Database, recorded: RecordedRequest): FastifyInstance {
  const rows = recorded.rows.map(row => insertion(db, row, recorded))
  const now = rows.filter(({ table }) => table !== gathered)
  const later = rows.filter(({ table }) => table === gathered)
  const answer = filled(recorded.answer)
  const write = db.transaction((own: Own) => {
    for (const { statement, fills } of now) statement.run(fills.map(fill => fill(own)))
  })
  let waiting: Own[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = db.transaction(() => {
    for (const own of waiting)
      for (const { statement, fills } of later) statement.run(fills.map(fill => fill(own)))
    waiting = []
  })
  const app = Fastify()
  let count = 0
  app.post(recorded.path, (request, reply) => {
    count += 1
    const own = ownOf(request, count)
    write.immediate(own)
    if (later.length > 0 && waiting.push(own) === 1) timer = setTimeout(flush.immediate, gatherMs)
    reply.code(201).header('content-type', 'application/json').send(answer(own))
  })
  app.addHook('onClose', async () => {
    clearTimeout(timer)
    flush.immediate()
  })
  return app
}

function ownOf({ body, headers }: FastifyRequest, count: number): Own {
  const members = body as Own['body']
  const startMs = typeof members.start_at === 'string' ? Date.parse(members.start_at) : 0
  return { body: members, key: String(headers['x-idempotency-key']), startMs, nowMs: Date.now(), count }
}

function insertion(db: Connection.Database, row: RecordedRow, { rows }: RecordedRequest) {
  const { table, columns, values } = row
  const ofTable = rows.filter(other => other.table === table).length
  const names = columns.map(name => `"${name}"`).join(', ')
  const statement = db.prepare(
    `insert into "${table}" (${names}) values (${columns.map(() => '?').join(', ')})`,
  )
  const fills = values.map((value): Fill => {
    if ('same' in value) return () => value.same
    // The recorded request has the numbers before those of this run, as many as it has rows of the table.
    if ('counted' in value) return ({ count }) => value.counted + count * ofTable
    return filled(value)
  })
  return { table, statement, fills }
}

function filled(template: Template): (own: Own) => string {
  const parts = template.map(part => (typeof part === 'string' ? part : partOf(part)))
  const [only] = parts
  if (parts.length <= 1) return typeof only === 'function' ? only : () => only ?? ''
  return own => {
    let text = ''
    for (const part of parts) text += typeof part === 'string' ? part : part(own)
    return text
  }
}

function partOf(slot: Slot): (own: Own) => string {
  if ('made' in slot)
    return ({ count }) => slot.made + String(count * 100 + slot.ordinal).padStart(idDigits, '0')
  if ('body' in slot) return ({ body }) => String(body[slot.body])
  if ('key' in slot) return ({ key }) => key
  if ('fromStart' in slot) return ({ startMs }) => written(startMs + slot.fromStart, slot.short)
  return ({ nowMs }) => written(nowMs + slot.fromNow, slot.short)
}

function written(ms: number, short: boolean): string {
  const text = new Date(ms).toISOString()
  return short ? `${text.slice(0, 19)}Z` : text
}
