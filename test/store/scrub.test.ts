import { copyFileSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Trx } from '../../emulator/store/schema.ts'
import { noteScrub, scrubIfDue } from '../../emulator/store/scrub.ts'
import { readSetting, writeSetting } from '../../emulator/store/settings.ts'
import { openFileStore, openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import type { SqliteStore } from '../../emulator/store/sqlite/sqlite-store.ts'
import { StorageFault } from '../../emulator/store/storage-fault.ts'
import { temporaryFolder } from './dialects.ts'

const secret = 'Zebulon Quixwhistle of Quixwhistle Lane'

const put = (name: string, value: string) => (trx: Trx) => writeSetting(trx, name as 'seed', value)
const get = (name: string) => (trx: Trx) => readSetting(trx, name as 'seed')

/** Writes a secret and much beside it, and deletes the secret: it still lies in pages and log. */
async function written(store: SqliteStore): Promise<void> {
  await store.writeAlone(async trx => {
    for (let i = 0; i < 2_000; i += 1) await put(`k${i}`, `${secret} ${i} ${'x'.repeat(1_000)}`)(trx)
  })
  await store.write(async trx => {
    await trx.deleteFrom('sandbox_settings').where('name', 'like', 'k%5').execute()
    await trx.updateTable('sandbox_settings').set({ value: 'x' }).where('name', 'like', 'k%').execute()
    await noteScrub(trx)
  })
}

describe('a file', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let path: string
  let store: SqliteStore

  beforeEach(async () => {
    folder = temporaryFolder()
    path = join(folder.path, 'sandbox.db')
    store = await openFileStore(path)
    await written(store)
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  /** Which of its files still have the secret. */
  const telling = (of = path) =>
    ['', '-wal'].filter(suffix => readFileSync(`${of}${suffix}`).includes(secret.slice(0, 19)))

  test('is scrubbed while others read, and who writes waits behind it', async () => {
    expect(telling()).not.toEqual([])
    const order: string[] = []
    let reads = 0
    const scrubbing = scrubIfDue(store).then(() => order.push('scrubbed'))
    // The first turns are those of the read and of the queue.
    for (let i = 0; i < 5; i += 1) await new Promise(setImmediate)
    const writing = store.write(put('later', '1')).then(() => order.push('written'))
    while (order.length === 0) {
      expect(await store.read(get('k1'))).toBe('x')
      reads += 1
      await new Promise(setImmediate)
    }
    await Promise.all([scrubbing, writing])
    expect(reads).toBeGreaterThan(20)
    expect(telling()).toEqual([])
    expect(await store.read(get('later'))).toBe('1')
    expect(await store.read(get('scrub'))).toBeUndefined()
    // Nobody has been given pages or rows of before.
    expect(await store.read(get('k1'))).toBe('x')
    expect(await store.read(get('k15'))).toBeUndefined()
  })

  test('is closed only when it is scrubbed', async () => {
    const scrubbing = store.scrub()
    await store.close()
    await scrubbing
    expect(readFileSync(path).includes(secret)).toBe(false)
    store = await openFileStore(path)
  })

  test('another program that reads for long keeps the log, so the scrub fails and stays due', async () => {
    const other = new Connection(path, { readonly: true })
    other.exec('begin')
    other.prepare('select count(*) from sandbox_settings').get()
    await expect(scrubIfDue(store)).rejects.toMatchObject({ reason: 'locked' })
    expect(await store.read(get('scrub'))).toBe('due')
    expect(store.trouble).toMatchObject({ reason: 'locked' })
    // What lies there now is what a process leaves that dies between the new pages and the end of the log.
    const copy = join(folder.path, 'copy.db')
    for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`)
    other.close()
    await scrubIfDue(store)
    expect([telling(path), store.trouble]).toEqual([[], null])

    expect(telling(copy)).not.toEqual([])
    const next = await openFileStore(copy)
    await scrubIfDue(next)
    expect(await next.read(get('k1'))).toBe('x')
    expect(telling(copy)).toEqual([])
    await next.close()
  })

  test('files that are no longer those that were opened are left alone', async () => {
    renameSync(path, `${path}.gone`)
    const other = new Connection(path)
    other.exec('create table theirs (a)')
    other.close()
    const { size, mtimeMs } = statSync(path)
    await expect(store.scrub()).rejects.toMatchObject({ reason: 'folder_gone' })
    expect(await store.scrub().catch(error => error)).toBeInstanceOf(StorageFault)
    expect(statSync(path)).toMatchObject({ size, mtimeMs })
  })
})

test('a database in memory has nothing of it in its bytes either', async () => {
  const store = await openMemoryStore()
  try {
    await written(store)
    expect((await store.serialize()).includes(secret)).toBe(true)
    await scrubIfDue(store)
    expect((await store.serialize()).includes(secret)).toBe(false)
    expect(await store.read(get('k1'))).toBe('x')
  } finally {
    await store.close()
  }
})
