import { writeFile } from 'node:fs/promises'
import { asFileFault } from '../storage-fault.ts'
import type { DatabaseSource } from '../store.ts'
import { asStorageFault } from './sqlite-fault.ts'
import { inThread, type ThreadOptions } from './threads/in-thread.ts'

/** What is committed when the copy begins; others write meanwhile. No log is left beside it, and it is on the disk. */
const copyOfOneMoment = `
const source = new Connection(data.from, { readonly: true, fileMustExist: true })
try {
  source.exec('begin')
  source.prepare('select count(*) from sqlite_schema').get()
  await source.backup(data.to, { progress: () => 2 ** 31 - 1 })
} finally {
  source.close()
}
const copy = new Connection(data.to, { fileMustExist: true })
try {
  copy.pragma('journal_mode = DELETE')
} finally {
  copy.close()
}
const { openSync, fsyncSync, closeSync } = require('node:fs')
const file = openSync(data.to, 'r+')
try {
  fsyncSync(file)
} finally {
  closeSync(file)
}
`

/** Writes a database as it is now to a file, which may be there and empty. */
export async function copyDatabase(source: DatabaseSource, to: string): Promise<void> {
  if ('bytes' in source)
    return await writeFile(to, source.bytes).catch(error => Promise.reject(asFileFault(error)))
  await databaseThread(copyOfOneMoment, { from: source.path, to })
}

/**
 * Writes all pages of a file over those of another, in one transaction of the other: who reads goes on with what he
 * sees, who dies in the middle leaves what was, and no file takes the place or the name of another. Nothing else may
 * write meanwhile.
 */
const copyOver = `
const draft = new Connection(data.from, { readonly: true, fileMustExist: true })
const untilMs = performance.now() + data.longestWaitMs
try {
  await draft.backup(data.to, {
    progress({ totalPages, remainingPages }) {
      if (totalPages === remainingPages && performance.now() > untilMs)
        throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })
      return 2 ** 31 - 1
    },
  })
} finally {
  draft.close()
}
`

/** As long another program may hold the lock for writing: as for every other write. */
const longestWaitMs = 5_000

/** Puts the pages of a file in the place of those of a database in use, which is written with a log. */
export async function copyOverDatabase(from: string, to: string): Promise<void> {
  await databaseThread(copyOver, { from, to, longestWaitMs })
}

async function databaseThread(body: string, data: object, options?: ThreadOptions): Promise<void> {
  try {
    await inThread(body, data, options)
  } catch (error) {
    throw asStorageFault(asFileFault(error))
  }
}
