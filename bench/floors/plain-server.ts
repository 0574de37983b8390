import { join } from 'node:path'
import Connection from 'better-sqlite3'
import Fastify from 'fastify'
import { listenOnLoopback } from './listen-on-loopback.ts'

// The plain floor of writes: bare fastify, and what a sketch of this API would store, few and narrow rows through prepared
// statements, one transaction for each request. No keys, limits, validation, conflicts or idempotency.
const [folder = ''] = process.argv.slice(2)
const db = new Connection(join(folder, 'floor.db'))
db.pragma('journal_mode = WAL')
db.pragma('synchronous = NORMAL')
db.pragma('wal_autocheckpoint = 8000')
db.exec(`
  create table bookings (tenant_id text, id text, body text, start_at text, primary key (tenant_id, id));
  create index bookings_by_start on bookings (tenant_id, start_at, id);
  create table occupancies (tenant_id text, resource_id text, blocks_from text, blocks_to text, holder_id text,
    primary key (tenant_id, resource_id, blocks_from, holder_id));
  create table events (tenant_id text, seq integer, id text, payload text, primary key (tenant_id, seq));
  create table customers (tenant_id text, id text, body text, primary key (tenant_id, id));
  create table idempotency_records (tenant_id text, idempotency_key text, body text, primary key (tenant_id, idempotency_key));
`)
const insertBooking = db.prepare('insert into bookings values (?, ?, ?, ?)')
const insertOccupancy = db.prepare('insert into occupancies values (?, ?, ?, ?, ?)')
const insertEvent = db.prepare('insert into events values (?, ?, ?, ?)')
const insertCustomer = db.prepare('insert into customers values (?, ?, ?)')
const insertRecord = db.prepare('insert into idempotency_records values (?, ?, ?)')
let made = 0
const tenant = 'tnt_clinic'
const book = db.transaction((booking: { start_at: string }, idempotencyKey: string) => {
  made += 1
  const id = `bk_${String(made).padStart(26, '0')}`
  const body = JSON.stringify({ id, tenant_id: tenant, ...booking })
  insertBooking.run(tenant, id, body, booking.start_at)
  insertOccupancy.run(tenant, 'res_dr_niket', booking.start_at, booking.start_at, id)
  for (const type of ['booking.created', 'booking.confirmed']) {
    const seq = made * 2 + (type === 'booking.created' ? 0 : 1)
    insertEvent.run(tenant, seq, `evt_${seq}`, JSON.stringify({ type, data: { object: booking } }))
  }
  insertRecord.run(tenant, idempotencyKey, body)
  return body
})

const register = db.transaction((customer: object, idempotencyKey: string) => {
  made += 1
  const id = `cust_${String(made).padStart(26, '0')}`
  const body = JSON.stringify({ id, tenant_id: tenant, ...customer })
  insertCustomer.run(tenant, id, body)
  insertEvent.run(
    tenant,
    made * 2,
    `evt_${made * 2}`,
    JSON.stringify({ type: 'customer.created', data: { object: customer } }),
  )
  insertRecord.run(tenant, idempotencyKey, body)
  return body
})

const app = Fastify()
app.post('/v2/customers', (request, reply) => {
  const body = register.immediate(request.body as object, String(request.headers['x-idempotency-key']))
  reply.code(201).header('content-type', 'application/json').send(body)
})
app.post('/v2/bookings', (request, reply) => {
  const body = book.immediate(
    request.body as { start_at: string },
    String(request.headers['x-idempotency-key']),
  )
  reply.code(201).header('content-type', 'application/json').send(body)
})
await listenOnLoopback(app, () => void db.close())
