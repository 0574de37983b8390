import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { insertBooking } from '../../emulator/store/bookings.ts'
import { schemaVersion } from '../../emulator/store/migrate.ts'
import { claimFolder } from '../../emulator/store/sqlite/folder-lock.ts'
import { makeFolder, openFileStore, openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import { temporaryFolder } from './dialects.ts'
import { bookingCount, bookingRow } from './rows.ts'

let folder: ReturnType<typeof temporaryFolder>
let path: string
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'sandbox.db')
})
afterEach(() => folder.remove())

const row = bookingRow({ id: 'bk_1' })

test('a store that was closed opens with its rows', async () => {
  const first = await openFileStore(path)
  await first.write(trx => insertBooking(trx, row))
  await first.close()
  const second = await openFileStore(path)
  expect(await second.read(bookingCount)).toBe(1)
  await second.close()
})

test('what was committed is there when the process dies, and nothing else', async () => {
  const store = await openFileStore(path)
  await store.write(trx => insertBooking(trx, row))
  const opened = Promise.withResolvers<void>()
  const died = Promise.withResolvers<void>()
  const writing = store.write(async trx => {
    await insertBooking(trx, bookingRow({ id: 'bk_2' }))
    opened.resolve()
    await died.promise
  })
  await opened.promise
  // What lies on the disk at this moment is what a killed process leaves.
  const left = join(folder.path, 'left')
  mkdirSync(left)
  for (const file of ['sandbox.db', 'sandbox.db-wal']) copyFileSync(join(folder.path, file), join(left, file))
  died.resolve()
  await writing
  await store.close()
  const after = await openFileStore(join(left, 'sandbox.db'))
  expect(await after.read(trx => trx.selectFrom('bookings').select('id').execute())).toEqual([{ id: 'bk_1' }])
  await after.close()
})

test('the folder is made, whatever its depth', async () => {
  const deep = join(folder.path, 'a', 'b', 'c', 'sandbox.db')
  await (await openFileStore(deep)).close()
  expect(readFileSync(deep).subarray(0, 15).toString()).toBe('SQLite format 3')
})

test('random bytes are no database, and stay as they are', async () => {
  const bytes = Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * 7919) % 251))
  writeFileSync(path, bytes)
  await expect(openFileStore(path)).rejects.toMatchObject({
    kind: 'usage',
    code: 'database_damaged',
    message: expect.stringContaining(path),
    hint: expect.stringContaining('Move the file away'),
  })
  expect(readFileSync(path)).toEqual(bytes)
})

test.each([10, 99, 4096, 5000, 40_000])('a file cut off after %i bytes is damaged', async length => {
  await (await openFileStore(path)).close()
  truncateSync(path, length)
  await expect(openFileStore(path)).rejects.toMatchObject({ kind: 'usage', code: 'database_damaged' })
})

test('a database of a newer release is left alone', async () => {
  await (await openFileStore(path)).close()
  const connection = new Connection(path)
  connection.pragma(`user_version = ${schemaVersion + 1}`)
  connection.close()
  const before = readFileSync(path)
  await expect(openFileStore(path)).rejects.toMatchObject({
    kind: 'usage',
    code: 'database_newer',
    message: `The database has schema version ${schemaVersion + 1}; this release knows versions up to ${schemaVersion}`,
  })
  expect(readFileSync(path)).toEqual(before)
})

// Root may write everywhere; nobody may make a folder below a regular file.
test('a place that cannot be a folder is refused, with the flag that chooses another', async () => {
  const file = join(folder.path, 'file')
  writeFileSync(file, '')
  const expected = { kind: 'usage', code: 'data_not_writable', field: '--data' }
  await expect(openFileStore(join(file, 'below', 'sandbox.db'))).rejects.toMatchObject(expected)
  expect(() => makeFolder(join(file, 'below'))).toThrow(expect.objectContaining(expected))
})

test('a folder in the place of the file cannot be opened', async () => {
  mkdirSync(path)
  await expect(openFileStore(path)).rejects.toMatchObject({ kind: 'usage', code: 'data_not_plain' })
})

test('a folder is claimed by one at a time', () => {
  const release = claimFolder(folder.path)
  expect(() => claimFolder(folder.path)).toThrow(
    expect.objectContaining({
      kind: 'usage',
      code: 'data_in_use',
      message: `Another sandbox is running on ${folder.path}`,
    }),
  )
  release()
  claimFolder(folder.path)()
  claimFolder(folder.path)()
})

test('a reader sees what is committed while a write is open, and all of one state', async () => {
  const store = await openFileStore(path)
  await store.write(trx => insertBooking(trx, row))
  const counts: number[] = []
  await store.write(async trx => {
    await insertBooking(trx, bookingRow({ id: 'bk_2' }))
    counts.push(await store.read(bookingCount), await bookingCount(trx))
  })
  counts.push(await store.read(bookingCount))
  expect(counts).toEqual([1, 2, 2])

  const read = Promise.withResolvers<void>()
  const written = Promise.withResolvers<void>()
  const reading = store.read(async trx => {
    const first = await bookingCount(trx)
    read.resolve()
    await written.promise
    return [first, await bookingCount(trx)]
  })
  await read.promise
  await store.write(trx => insertBooking(trx, bookingRow({ id: 'bk_3' })))
  written.resolve()
  expect(await reading).toEqual([2, 2])
  await store.close()
})

test('a reader cannot write', async () => {
  const store = await openFileStore(path)
  await expect(store.read(trx => insertBooking(trx, row))).rejects.toThrow(/readonly/)
  await store.close()
})

test('the bytes of a file open as a memory store of their own', async () => {
  const store = await openFileStore(path)
  await store.write(trx => insertBooking(trx, row))
  const bytes = await store.serialize()
  const before = Buffer.from(bytes)
  const copy = await openMemoryStore(bytes)
  await copy.write(trx => insertBooking(trx, bookingRow({ id: 'bk_2' })))
  expect([await store.read(bookingCount), await copy.read(bookingCount)]).toEqual([1, 2])
  expect(bytes.equals(before)).toBe(true)
  await copy.close()
  await store.close()
})

test('a copy is of one moment between two writes', async () => {
  const store = await openFileStore(path)
  await store.write(trx => insertBooking(trx, row))
  const opened = Promise.withResolvers<void>()
  const undone = Promise.withResolvers<void>()
  const writing = store.write(async trx => {
    await insertBooking(trx, bookingRow({ id: 'bk_2' }))
    opened.resolve()
    await undone.promise
    throw new Error('Undone.')
  })
  await opened.promise
  const copy = join(folder.path, 'copy.db')
  const copying = store.copyTo(copy)
  // Time enough for one that does not wait.
  for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setImmediate(resolve))
  undone.resolve()
  await expect(writing).rejects.toThrow('Undone.')
  await copying
  const copied = await openFileStore(copy)
  expect(await copied.read(bookingCount)).toBe(1)
  await copied.close()
  await store.close()
})
