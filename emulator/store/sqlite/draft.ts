import { closeSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import Connection from 'better-sqlite3'
import { openDraft } from '../../../src/files/private-file.ts'
import { schemaVersion } from '../migrate.ts'
import type { Trx } from '../schema.ts'
import { asFileFault } from '../storage-fault.ts'
import type { DatabaseDraft, DraftOptions } from '../store.ts'
import { copyDatabase } from './copy-file.ts'
import { freshDatabase } from './fresh-schema.ts'
import { holdWriter, type WritingConnection } from './held-connection.ts'
import { openMemoryConnection } from './memory-connection.ts'
import { kyselyOver } from './migrate-connection.ts'
import { copySnapshotRows } from './snapshots/copy-snapshot-rows.ts'

/** A database beside another, of its maker's own until it takes the other's place. */
export class SqliteDraft implements DatabaseDraft {
  /** Its file; null in memory. */
  readonly path: string | null
  readonly #remove: () => Promise<void>
  #writing: WritingConnection | undefined

  constructor(writing: WritingConnection, path: string | null, remove: () => Promise<void>) {
    this.#writing = writing
    this.path = path
    this.#remove = remove
  }

  async fill<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    const { trx, session, exec } = this.#open
    // A draft that failed is deleted whole: nothing is to be undone.
    exec('begin immediate')
    const filled = await work(trx)
    session.flush()
    exec('commit')
    session.committed()
    return filled
  }

  async read<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    return await work(this.#open.trx)
  }

  /** Its connection, for whoever goes on with it. */
  take(): WritingConnection {
    const taken = this.#open
    this.#writing = undefined
    return taken
  }

  async discard(): Promise<void> {
    try {
      await this.#writing?.release()
    } finally {
      this.#writing = undefined
      await this.#remove()
    }
  }

  get #open(): WritingConnection {
    if (this.#writing === undefined) throw new Error('The draft was taken or discarded.')
    return this.#writing
  }
}

/** Makes a draft beside a file, or in memory for null: empty, or with the rows of a snapshot. */
export async function makeDraft(path: string | null, options: DraftOptions): Promise<SqliteDraft> {
  return path === null ? await memoryDraft(options) : await fileDraft(path, options)
}

/** Makes a draft beside a file with all that is in it, as it is now. */
export async function copyAsDraft(path: string): Promise<SqliteDraft> {
  return await draftBeside(path, async copy => await copyDatabase({ path }, copy))
}

async function memoryDraft({ from, ...options }: DraftOptions): Promise<SqliteDraft> {
  let { bytes } = await freshDatabase(schemaVersion)
  if (from !== undefined) bytes = (await copySnapshotRows({ bytes }, from, options)) ?? bytes
  return await openedDraft(openMemoryConnection(bytes), null, async () => {})
}

async function fileDraft(beside: string, { from, ...options }: DraftOptions): Promise<SqliteDraft> {
  return await draftBeside(beside, async path => {
    if (from !== undefined) await copySnapshotRows({ path }, from, options)
  })
}

async function draftBeside(beside: string, fill: (path: string) => Promise<unknown>): Promise<SqliteDraft> {
  const path = await freshFile(beside)
  // A large file takes its time. One that cannot be removed is removed at the next start.
  const remove = () => rm(path, { force: true }).catch(() => undefined)
  try {
    await fill(path)
    const connection = new Connection(path, { fileMustExist: true })
    // Nobody goes on from a draft that was not finished, so it needs neither the disk nor a journal there. What is
    // undone in its transaction is undone from memory.
    connection.pragma('synchronous = OFF')
    connection.pragma('journal_mode = MEMORY')
    connection.pragma('temp_store = MEMORY')
    return await openedDraft(connection, path, remove)
  } catch (error) {
    await remove()
    throw error
  }
}

async function freshFile(beside: string): Promise<string> {
  const { bytes } = await freshDatabase(schemaVersion)
  try {
    const { path, file } = openDraft(beside)
    try {
      writeSync(file, bytes)
    } finally {
      closeSync(file)
    }
    return path
  } catch (error) {
    throw asFileFault(error)
  }
}

async function openedDraft(
  connection: Connection.Database,
  path: string | null,
  remove: () => Promise<void>,
): Promise<SqliteDraft> {
  return new SqliteDraft(await holdWriter(connection, kyselyOver(connection, 'writer')), path, remove)
}
