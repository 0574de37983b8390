import Connection from 'better-sqlite3'
import { expect, test } from 'vitest'
import { boundOnce, StatementCache, writtenTable } from '../../emulator/store/sqlite/statement-cache.ts'

test.each([
  [
    'select * from "t" where "a" = ? and "b" > ? order by "b" limit ?',
    'select * from "t" where "a" = +? and "b" > +? order by "b" limit ?',
  ],
  [
    'select "x" from "t" where ("b", "id") < (?, ?) and "s" in (?, ?) order by "b" desc, "id" desc limit ?',
    'select "x" from "t" where ("b", "id") < (+?, +?) and "s" in (+?, +?) order by "b" desc, "id" desc limit ?',
  ],
  ['select * from "t" where "a" = ?', 'select * from "t" where "a" = ?'],
  ['select * from "t" order by "a" limit ?', 'select * from "t" order by "a" limit ?'],
  ['update "t" set "a" = ? where "b" = ?', 'update "t" set "a" = ? where "b" = ?'],
])('a parameter that an ordered select compares is bound without compiling anew: %s', (text, wanted) => {
  expect(boundOnce(text)).toBe(wanted)
})

test.each([
  ['insert into "bookings" ("id") values (?)', 'bookings'],
  ['update "resources" set "a" = ?', 'resources'],
  ['delete from "due_jobs" where "number" = ?', 'due_jobs'],
  ['select * from "bookings"', undefined],
  ['savepoint member', undefined],
])('the table that a statement writes is known: %s', (text, table) => {
  expect(writtenTable(text)).toBe(table)
})

/** A table as lists have it, with statistics as SQLite gathers them. */
function filled(): Connection.Database {
  const connection = new Connection(':memory:')
  connection.exec(`create table t (tenant text not null, at text not null, id text not null, primary key (tenant, id));
    create index t_by_at on t (tenant, at, id)`)
  const insert = connection.prepare('insert into t values (?, ?, ?)')
  connection.transaction(() => {
    for (let i = 0; i < 2_000; i++)
      insert.run(`tnt_${i % 2}`, `2026-${String(i).padStart(6, '0')}`, `id_${i}`)
  })()
  connection.exec('analyze')
  return connection
}

const ordered =
  'select * from "t" where "tenant" = ? and ("at", "id") < (?, ?) order by "at" desc, "id" desc limit 2'
const values = [
  ['tnt_0', '2026-001000', 'id_1000'],
  ['tnt_1', '2026-001501', 'id_1501'],
] as const

/** The quickest of several rounds, in milliseconds: a busy machine makes the others slower. */
function quickest(work: (round: number) => void): number {
  return Math.min(
    ...Array.from({ length: 15 }, () => {
      const startedMs = performance.now()
      for (let round = 0; round < 400; round++) work(round)
      return performance.now() - startedMs
    }),
  )
}

test('an ordered select with parameters takes about the time of one with literals', () => {
  const connection = filled()
  const cached = new StatementCache(connection, 'reader').prepare(ordered)
  const literals = values.map(parts => {
    let text = ordered
    for (const part of parts) text = text.replace('?', `'${part}'`)
    return connection.prepare(text)
  })
  expect(cached.all(values[0])).toEqual(literals[0]?.all())
  const bound = quickest(round => void cached.all(values[round % 2] ?? values[0]))
  const literal = quickest(round => void literals[round % 2]?.all())
  // Compiled at each run it is eight times as slow, and more.
  expect(bound / literal).toBeLessThan(5)
  const plan = (text: string) =>
    (connection.prepare(`explain query plan ${text}`).all(...values[0]) as { detail: string }[]).map(
      ({ detail }) => detail,
    )
  expect(plan(boundOnce(ordered))).toEqual(plan(ordered))
  connection.close()
})
