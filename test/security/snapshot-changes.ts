import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { expect } from 'vitest'
import { schemaVersion } from '../../emulator/store/migrate.ts'
import { temporaryFolder } from '../store/dialects.ts'

/** The same database in pages of another size; only a file takes one. */
export function inPagesOf(size: number, bytes: Buffer): Buffer {
  const folder = temporaryFolder()
  const path = join(folder.path, 'paged.db')
  try {
    writeFileSync(path, bytes)
    const connection = new Connection(path)
    connection.exec(`pragma page_size = ${size}; pragma auto_vacuum = incremental; vacuum`)
    connection.close()
    return readFileSync(path)
  } finally {
    folder.remove()
  }
}

type Change = string | ((connection: Connection.Database) => void)

/** The bytes of a database after a change, whatever SQLite's own defences would say to it. */
export function changed(bytes: Buffer, change: Change): Buffer {
  const connection = new Connection(bytes)
  try {
    connection.unsafeMode(true)
    connection.pragma('ignore_check_constraints = on')
    connection.pragma('foreign_keys = off')
    if (typeof change === 'string') connection.exec(change)
    else change(connection)
    return connection.serialize()
  } finally {
    connection.close()
  }
}

/** Makes a table anew with another text, as somebody would who hides what he does from nobody. */
const remade =
  (table: string, from: string | RegExp, to: string): Change =>
  connection => {
    const { sql } = connection.prepare('select sql from sqlite_schema where name = ?').get(table) as {
      sql: string
    }
    expect(sql).toMatch(from)
    const indexes = connection
      .prepare(`select sql from sqlite_schema where type = 'index' and tbl_name = ? and sql is not null`)
      .pluck()
      .all(table) as string[]
    connection.exec(`alter table "${table}" rename to old`)
    connection.exec(`drop index if exists "${table}_pk"`)
    connection.exec(sql.replace(from, to))
    const columns = (connection.pragma('table_info(old)') as { name: string }[]).map(
      ({ name }) => `"${name}"`,
    )
    connection.exec(`insert into "${table}" (${columns}) select ${columns} from old; drop table old`)
    for (const index of indexes) connection.exec(index)
  }

/** Changes rows while a table may hold anything; then it looks as before. */
const unconstrained =
  (table: string, change: string): Change =>
  connection => {
    const texts = `select sql from sqlite_schema where type = 'table' and name = '${table}'`
    const before = connection.prepare(texts).pluck().get()
    const write = (sql: unknown) => {
      connection.pragma('writable_schema = on')
      connection.prepare(`update sqlite_schema set sql = ? where type = 'table' and name = ?`).run(sql, table)
      connection.pragma(
        `schema_version = ${Number(connection.pragma('schema_version', { simple: true })) + 1}`,
      )
      connection.pragma('writable_schema = reset')
    }
    write(String(before).replaceAll(/ not null/g, ''))
    connection.exec(change)
    write(before)
  }

/** SQL that writes a setting. */
export const setting = (name: string, value: unknown) =>
  `insert or replace into sandbox_settings values ('${name}', '${typeof value === 'string' ? value : JSON.stringify(value)}')`

/** What is done to a snapshot, and what has to be said of it. */
export const hostile: readonly [what: string, change: Change, told: RegExp][] = [
  ['no seed', `delete from sandbox_settings where name = 'seed'`, /seed/],
  ['an empty seed', setting('seed', ''), /seed/],
  ['a clock of null', setting('clock', null), /clock/],
  ['a clock that is no JSON', setting('clock', 'noon'), /clock/],
  ['a clock that is a list', setting('clock', []), /clock/],
  ['a clock of another mode', setting('clock', { mode: 'fast' }), /clock/],
  ['a clock at 1e300', setting('clock', { mode: 'frozen', atMs: 1e300 }), /clock/],
  ['a clock at half a millisecond', setting('clock', { mode: 'frozen', atMs: 0.5 }), /clock/],
  ['a clock before 1970', setting('clock', { mode: 'frozen', atMs: -1 }), /clock/],
  ['a clock at a text', setting('clock', { mode: 'frozen', atMs: '5' }), /clock/],
  ['a clock without its time', setting('clock', { mode: 'frozen' }), /clock/],
  ['an offset into the year 12000', setting('clock', { mode: 'offset', offsetMs: 3.2e14 }), /clock/],
  ['an offset that overflows', setting('clock', '{"mode":"offset","offsetMs":1e999}'), /clock/],
  ['another data set', setting('data_set', 'spa'), /data_set/],
  ['another first data set', setting('first_data_set', 'spa'), /first_data_set/],
  ['facts that are none', setting('snapshot', 'x'), /when it was saved/],
  [
    'facts that would write on a terminal',
    `update sandbox_settings set value = json_set(value, '$.version', char(27) || '[2J') where name = 'snapshot'`,
    /when it was saved/,
  ],
  [
    'a name that would write on a terminal',
    connection => {
      connection.exec(`create table "${String.fromCharCode(27)}[2J" (a)`)
    },
    /^[ -~]*table/,
  ],
  ['facts of null', setting('snapshot', null), /when it was saved/],
  [
    'a saving that is no instant',
    `update sandbox_settings set value = json_set(value, '$.savedAt', 'yesterday') where name = 'snapshot'`,
    /when it was saved/,
  ],

  ['limits that are no JSON', `update tenants set limits = 'x'`, /tenants.*limits|tenants.*read/],
  ['limits that are null', `update tenants set limits = 'null'`, /limits/],
  [
    'limits of texts',
    `update tenants set limits = '{"per_second":"1","per_minute":1,"per_day":1}'`,
    /limits/,
  ],
  [
    'limits of nothing',
    `update tenants set limits = '{"per_second":0,"per_minute":1,"per_day":1}'`,
    /limits/,
  ],
  ['no tenants', 'delete from tenants', /tenant/],
  ['a policy of another kind', `update tenants set policy = '{"cancel_cutoff_min":"soon"}'`, /policy/],
  ['a zone that is none', `update resources set timezone = 'Mars/Olympus'`, /resources.*timezone/],

  [
    'a CHECK',
    remade('customers', '"name" text not null', '"name" text not null check (length(name) < 500)'),
    /customers/,
  ],
  [
    'a generated column',
    remade('tenants', '"name" text not null', '"name" text not null, "g" text as (name)'),
    /tenants/,
  ],
  ['a default', remade('skills', '"name" text not null', `"name" text not null default 'x'`), /skills/],
  ['a collation', remade('skills', '"name" text not null', '"name" text not null collate nocase'), /skills/],
  ['a type', remade('skills', '"name" text not null', '"name" blob not null'), /skills/],
  ['no NOT NULL', remade('skills', '"name" text not null', '"name" text'), /skills/],
  [
    'a foreign key',
    remade('skills', '"name" text not null', '"name" text not null references tenants(id) on delete cascade'),
    /skills/,
  ],
  ['no row ids', remade('skills', /\)$/, ') without rowid'), /skills/],
  ['strictness', remade('skills', /\)$/, ') strict'), /skills/],
  ['no primary key', remade('skills', /, constraint .*\)$/, ')'), /skills/],
  ['an index more', 'create index more on customers (name)', /more/],
  ['an index that calls functions', 'create index more on customers (hex(name))', /more/],
  ['an index less', 'drop index customers_by_email', /customers_by_email/],
  [
    'an index of other columns',
    'drop index customers_by_email; create index customers_by_email on customers (name)',
    /customers_by_email/,
  ],
  [
    'a unique index',
    'drop index customers_by_email; create unique index customers_by_email on "customers" ("tenant_id", "email", "created_at", "id")',
    /customers_by_email/,
  ],
  [
    'a partial index',
    'drop index customers_by_email; create index "customers_by_email" on "customers" ("tenant_id", "email", "created_at", "id") where email > 1',
    /customers_by_email/,
  ],
  ['a view', 'create view v as select * from customers', /view v/],
  [
    'a view in the place of the settings',
    connection => {
      connection.exec(`create table kept as select * from sandbox_settings; drop table sandbox_settings;
      create view sandbox_settings as with recursive n(i) as (select 1 union all select i + 1 from n)
      select name, value from kept, n where i > 0`)
    },
    /sandbox_settings/,
  ],
  [
    'settings that are computed',
    connection => {
      connection.exec(`create table kept as select * from sandbox_settings; drop table sandbox_settings;
      create table sandbox_settings (name text, value text as (hex(zeroblob(100000000))));
      insert into sandbox_settings (name) values ('snapshot')`)
    },
    /sandbox_settings/,
  ],
  ['a trigger', 'create trigger t after delete on customers begin delete from events; end', /trigger t/],
  ['a table more', 'create table more (a)', /table more/],
  ['a virtual table', 'create virtual table more using fts5(a)', /more/],
  ['a table of SQLite', 'analyze', /sqlite_stat/],
  ['a table like those of the migrator', 'create table kysely_more (a)', /kysely_more/],
  ['a table less', 'drop table skills', /skills/],
  ['a column more', 'alter table customers add column more text', /customers/],
  ['a column less', 'alter table customers drop column notes', /customers/],
  ['a column of another name', 'alter table customers rename column notes to remarks', /customers/],
  [
    'a migration less',
    'delete from kysely_migration where name = (select max(name) from kysely_migration)',
    /migrations/,
  ],
  [
    'a migration more',
    `insert into kysely_migration values ('999-x', '2026-01-01T00:00:00.000Z')`,
    /migrations/,
  ],
  ['a negative version', 'pragma user_version = -1', /version -1/],
  ['no version', 'pragma user_version = 0', /version 0/],
  ['an older version than its tables', `pragma user_version = ${schemaVersion - 1}`, /schema version/],
  ['another owner', 'pragma application_id = 1', /no snapshot/],

  [
    'NULL where none may be',
    unconstrained('customers', 'update customers set name = null'),
    /customers\.name|name/,
  ],
  ['a text among whole numbers', `update customers set revision = 'two'`, /customers.*revision/],
  ['a fraction', 'update services set duration_min = 1.5', /services.*duration_min/],
  ['a number beyond all', 'update id_streams set drawn = 9007199254740993', /id_streams.*drawn/],
  ['infinity', 'update bookings set party_size = 9e999', /bookings.*party_size/],
  ['a negative number', 'update bookings set party_size = -1', /bookings.*party_size/],
  ['bytes in a text', `update customers set name = x'00ff'`, /customers.*name/],
  ['bytes in a number', `update resources set capacity = x'00'`, /resources.*capacity/],
  ['a flag of 7', 'update customers set processing_restricted = 7', /processing_restricted/],
  ['JSON that is none', `update resources set weekly = '{'`, /resources/],
  ['JSON of another kind', `update resources set skills = '{}'`, /resources/],
  ['JSON of null', `update bookings set allocations = 'null'`, /bookings.*allocations/],
  [
    'JSON that is nested without end',
    `update services set requirements = '${'['.repeat(5_000)}${']'.repeat(5_000)}'`,
    /services/,
  ],
  ['a state that there is not', `update bookings set status = 'maybe'`, /bookings.*status/],
  ['an instant that is none', `update bookings set start_at = 'soon'`, /bookings.*start_at/],
  [
    'an instant with something behind it',
    `update customers set created_at = substr(created_at, 1, 19) || '.5 o''clock'`,
    /customers.*created_at/,
  ],
  ['30 February', `update bookings set end_at = '2026-02-30T00:00:00.000Z'`, /bookings.*end_at/],
  [
    'an instant in JSON that is none',
    `update resources set offline = '{"from":"2026-04-20T00:00:00 or so"}'`,
    /resources/,
  ],
  [
    'an id of another kind',
    `update customers set id = 'x y' where id = (select max(id) from customers)`,
    /customers/,
  ],
  ['a tenant that there is not', `update skills set tenant_id = 'tnt_none'`, /tenant/],
  ['a customer that there is not', `update bookings set customer_id = 'cust_none'`, /customer_id/],
  ['numbers of events that are to come', `update id_streams set drawn = 0`, /not drawn/],
  ['events without their numbers', `delete from id_streams`, /not drawn/],
  ['a job of another kind', `update due_jobs set kind = 'format.disk'`, /due_jobs.*kind/],
  ['a job whose data is none', `update due_jobs set data = '[]'`, /due_jobs.*data/],
  ['an event that is no JSON', `update events set payload = 'x'`, /events/],
  ['a revision of nothing', 'update idempotency_records set revision = 0', /idempotency_records.*revision/],
  ['an answer of text', `update idempotency_records set status = 'ok'`, /idempotency_records.*status/],
  ['a payment that is none', `update bookings set payment = '[]'`, /bookings.*payment/],
  ['a claim until some day', `update deliveries set claimed_until = 'friday'`, /deliveries.*claimed_until/],
  ['an answer of no status', 'update idempotency_records set status = 7', /idempotency_records.*status/],
  [
    'buckets that are full for ever',
    `insert or replace into rate_buckets values ('tnt_clinic', 'never', 1, 1, 1)`,
    /rate_buckets.*saved_at/,
  ],
]
