import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { sql } from 'kysely'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Trx } from '../../emulator/store/schema.ts'
import { readSetting, writeSetting } from '../../emulator/store/settings.ts'
import { kyselyOver, migrateConnection } from '../../emulator/store/sqlite/migrate-connection.ts'
import { createSqliteStore, type SqliteStore } from '../../emulator/store/sqlite/sqlite-store.ts'
import { inSavepoint } from '../../emulator/store/store.ts'
import { temporaryFolder } from './dialects.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const close of closing.splice(0).reverse()) await close()
})

interface Opened {
  readonly store: SqliteStore
  readonly connection: Connection.Database
  /** `begin` and `commit` and so on, as they were run. */
  readonly statements: string[]
  readonly waits: Error[]
}

/** A store whose connection the test can reach; in memory, or in a file. */
async function opened(where: 'memory' | 'file' = 'memory', isHeld = () => true): Promise<Opened> {
  const statements: string[] = []
  const waits: Error[] = []
  const folder = where === 'file' ? temporaryFolder() : null
  const path = folder === null ? null : join(folder.path, 'sandbox.db')
  const connection = new Connection(path ?? ':memory:', {
    verbose: text => void statements.push(String(text)),
  })
  if (path !== null) connection.pragma('journal_mode = WAL')
  const writer = kyselyOver(connection, 'writer')
  await migrateConnection(connection, writer)
  const reader = path === null ? undefined : kyselyOver(new Connection(path, { readonly: true }), 'reader')
  const store = await createSqliteStore({
    connection,
    writer,
    path,
    isHeld,
    ...(reader !== undefined && { reader }),
    reportWait: error => void waits.push(error),
  })
  statements.length = 0
  closing.push(() => folder?.remove(), store.close)
  return { store, connection, statements, waits }
}

/** On a busy machine, writes that wait together may take longer than a group lasts: here time stands still. */
const inOneGroup = () => void vi.spyOn(performance, 'now').mockReturnValue(performance.now())

const put = (name: string, value: string) => (trx: Trx) => writeSetting(trx, name as 'seed', value)
const get = (name: string) => (trx: Trx) => readSetting(trx, name as 'seed')
const counted = (statements: readonly string[], word: string) =>
  statements.filter(text => text.startsWith(word)).length

describe.each(['memory', 'file'] as const)('a queue over a database in %s', where => {
  test('sixteen that write together commit together, and each gets its own answer', async () => {
    const { store, statements } = await opened(where)
    inOneGroup()
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        store.write(async trx => {
          await put(`k${i}`, `v${i}`)(trx)
          return i
        }),
      ),
    )
    expect(answers).toEqual(Array.from({ length: 16 }, (_, i) => i))
    expect([counted(statements, 'begin'), counted(statements, 'commit')]).toEqual([1, 1])
    for (let i = 0; i < 16; i++) expect(await store.read(get(`k${i}`))).toBe(`v${i}`)
  })

  test('those that arrive while the loop still turns commit with them, but nobody waits for more and more', async () => {
    const { store, statements } = await opened(where)
    vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    /** One write, then one more in each of the next turns of the event loop, before a group would open. */
    const arriving = async (count: number): Promise<number> => {
      statements.length = 0
      const writes: Promise<void>[] = []
      await new Promise<void>(resolve => {
        const arrive = (i: number) => {
          if (i === count) return resolve()
          setImmediate(() => arrive(i + 1))
          writes.push(store.write(put(`k${i}`, `v${i}`)))
        }
        arrive(0)
      })
      await Promise.all(writes)
      return counted(statements, 'commit')
    }
    expect(await arriving(5)).toBe(1)
    expect(await arriving(20)).toBeGreaterThan(1)
  })

  test('files that are gone by the commit lose nothing: nobody of the group is told that it was written', async () => {
    let isHeld = true
    const { store } = await opened(where, () => isHeld)
    const ended = await Promise.allSettled([
      store.write(put('a', '1')),
      store.write(async trx => {
        await put('b', '2')(trx)
        isHeld = false
      }),
    ])
    const gone = { status: 'rejected', reason: expect.objectContaining({ reason: 'folder_gone' }) }
    expect(ended).toEqual([gone, gone])
    isHeld = true
    expect(await Promise.all(['a', 'b'].map(name => store.read(get(name))))).toEqual([undefined, undefined])
  })

  test('they run in the order in which they were asked for, each on what the one before wrote', async () => {
    const { store } = await opened(where)
    const add = async (trx: Trx) => {
      const before = Number((await get('n')(trx)) ?? 0)
      await put('n', String(before + 1))(trx)
      return before
    }
    const seen = await Promise.all(Array.from({ length: 200 }, () => store.write(add)))
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => i))
  })

  test('one that throws undoes its own rows, and its neighbours commit', async () => {
    const { store } = await opened(where)
    const [first, failed, last] = await Promise.allSettled([
      store.write(put('a', '1')),
      store.write(async trx => {
        await put('b', '2')(trx)
        throw new Error('refused')
      }),
      store.write(put('c', '3')),
    ])
    expect([first?.status, failed?.status, last?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await Promise.all(['a', 'b', 'c'].map(name => store.read(get(name))))).toEqual([
      '1',
      undefined,
      '3',
    ])
  })

  test('a refusal that is kept is kept beside a neighbour that fails, without the rows that it undid', async () => {
    const { store } = await opened(where)
    const fail = (name: string) =>
      store.write(async trx => {
        await put(name, 'lost')(trx)
        throw new Error('failed')
      })
    const ended = await Promise.allSettled([
      fail('a'),
      store.write(async trx => {
        await inSavepoint(trx, async () => {
          await put('b', 'undone')(trx)
          throw new Error('refused')
        }).catch(() => {})
        await put('record of b', 'refused')(trx)
      }),
      fail('c'),
    ])
    expect(ended.map(one => one.status)).toEqual(['rejected', 'fulfilled', 'rejected'])
    const rows = await Promise.all(['a', 'b', 'record of b', 'c'].map(name => store.read(get(name))))
    expect(rows).toEqual([undefined, undefined, 'refused', undefined])
  })

  test('a commit that fails fails all of its group alike, and the queue goes on', async () => {
    const { store, connection } = await opened(where)
    inOneGroup()
    connection.pragma('foreign_keys = ON')
    connection.exec(`create table parent (id integer primary key);
      create table child (parent integer references parent (id) deferrable initially deferred)`)
    const ended = await Promise.allSettled([
      store.write(put('a', '1')),
      store.write(async trx => void (await sql`insert into child values (7)`.execute(trx))),
      // A refusal may rest on a row of the group: it is no answer either.
      store.write(async () => Promise.reject(new Error('refused'))),
    ])
    const reasons = ended.map(one => (one.status === 'rejected' ? String(one.reason.message) : one.status))
    expect(reasons).toEqual(Array(3).fill('FOREIGN KEY constraint failed'))
    expect(await store.read(get('a'))).toBeUndefined()
    await store.write(put('a', '2'))
    expect(await store.read(get('a'))).toBe('2')
  })

  test('a disk that is full in the middle of a group loses the whole group, and nothing else', async () => {
    const { store, connection } = await opened(where)
    inOneGroup()
    await store.write(put('kept', 'yes'))
    connection.pragma('cache_size = 2')
    connection.pragma(`max_page_count = ${Number(connection.pragma('page_count', { simple: true })) + 3}`)
    const big = 'x'.repeat(500_000)
    const ended = await Promise.allSettled([
      store.write(put('a', '1')),
      store.write(put('b', big)),
      store.write(put('c', '3')),
    ])
    // Where SQLite ends the transaction, those before the full disk are lost with it; where not, only its own.
    const isWhole = ended[0]?.status === 'rejected'
    expect(ended[1]?.status).toBe('rejected')
    expect(await store.read(get('a'))).toBe(isWhole ? undefined : '1')
    expect(await store.read(get('kept'))).toBe('yes')
    expect(connection.inTransaction).toBe(false)
    connection.pragma('max_page_count = 1000000')
    await store.write(put('b', big))
    expect(await store.read(get('b'))).toHaveLength(500_000)
  })

  test('a transaction that SQLite ended takes those before with it; those behind begin anew', async () => {
    const { store, connection } = await opened(where)
    const ended = await Promise.allSettled([
      store.write(put('a', '1')),
      store.write(async trx => {
        await put('b', '2')(trx)
        // What SQLite does by itself when the disk is full or fails.
        connection.exec('rollback')
        throw new Error('database or disk is full')
      }),
      store.write(put('c', '3')),
    ])
    expect(ended.map(one => one.status)).toEqual(['rejected', 'rejected', 'fulfilled'])
    expect((ended[0] as PromiseRejectedResult).reason.message).toBe('database or disk is full')
    expect(await Promise.all(['a', 'b', 'c'].map(name => store.read(get(name))))).toEqual([
      undefined,
      undefined,
      '3',
    ])
  })

  test('nobody reads what is not committed', async () => {
    const { store } = await opened(where)
    inOneGroup()
    await store.write(put('n', '0'))
    const reads: Promise<string | undefined>[] = []
    const ask = () => void reads.push(store.read(get('n')))
    const written = [
      store.writeAlone(async trx => {
        await put('n', '1 is written')(trx)
        // In the middle of the transaction, and once more after the event loop has turned.
        ask()
        for (let i = 0; i < 5; i++) await new Promise(setImmediate)
        ask()
        await put('n', '1')(trx)
      }),
      ...['2', '3'].map(value =>
        store.write(async trx => {
          await put('n', `${value} is written`)(trx)
          ask()
          for (let i = 0; i < 20; i++) await Promise.resolve()
          await put('n', value)(trx)
        }),
      ),
    ]
    await Promise.all(written)
    const seen = await Promise.all(reads)
    expect(seen).toHaveLength(4)
    // What was committed last before it was read; the last two wrote in one transaction.
    for (const value of seen) expect(['0', '1', '3']).toContain(value)
    expect(await store.read(get('n'))).toBe('3')
  })

  test('a read sees one state until it ends, whoever writes meanwhile', async () => {
    const { store } = await opened(where)
    await store.write(put('n', '0'))
    let writing: Promise<void> | undefined
    const seen = await store.read(async trx => {
      const first = await get('n')(trx)
      writing = store.write(put('n', '1'))
      for (let i = 0; i < 5; i++) await new Promise(setImmediate)
      return [first, await get('n')(trx)]
    })
    await writing
    expect([seen, await store.read(get('n'))]).toEqual([['0', '0'], '1'])
  })

  test('work that has a transaction of its own is undone as a whole', async () => {
    const { store } = await opened(where)
    const failing = store.writeAlone(async trx => {
      await put('a', '1')(trx)
      await new Promise(setImmediate)
      throw new Error('in the middle')
    })
    const behind = store.write(put('b', '2'))
    await expect(failing).rejects.toThrow('in the middle')
    await behind
    expect([await store.read(get('a')), await store.read(get('b'))]).toEqual([undefined, '2'])
  })

  test('closing waits for those that wait', async () => {
    const { store } = await opened(where)
    const writes = Array.from({ length: 100 }, (_, i) => store.write(put('n', String(i))))
    const closed = store.close()
    await Promise.all(writes)
    await closed
    await expect(store.read(get('n'))).rejects.toThrow()
    closing.pop()
  })

  test('the event loop turns between two groups', async () => {
    const { store, statements } = await opened(where)
    let turns = 0
    let done = false
    const count = () => {
      turns += 1
      if (!done) setImmediate(count)
    }
    setImmediate(count)
    await Promise.all(Array.from({ length: 640 }, (_, i) => store.write(put('n', String(i)))))
    done = true
    expect(counted(statements, 'commit')).toBeGreaterThanOrEqual(10)
    expect(turns).toBeGreaterThanOrEqual(10)
  })

  test('a write that waits for something else is reported', async () => {
    const { store, waits } = await opened(where)
    await store.write(async trx => {
      await new Promise(setImmediate)
      await new Promise(setImmediate)
      await put('a', '1')(trx)
    })
    expect(waits).toHaveLength(1)
    await store.write(put('a', '2'))
    expect(waits).toHaveLength(1)
  })

  test('a group that cannot begin fails its first, and the rest is written', async () => {
    const { store, connection } = await opened(where)
    connection.exec('begin')
    const first = store.write(put('a', '1'))
    const second = store.write(put('b', '2'))
    await expect(first).rejects.toThrow('cannot start a transaction within a transaction')
    await second
    expect([await store.read(get('a')), await store.read(get('b'))]).toEqual([undefined, '2'])
  })
})
