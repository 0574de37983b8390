import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import type { DiffLine, SnapshotView } from '../../../src/control/snapshot-control.ts'
import { flushAll } from '../../sandbox/flush.ts'
import { toStored } from '../../store/instants.ts'
import { schemaVersion } from '../../store/migrate.ts'
import { bringUpToDate } from '../../store/sqlite/database-source.ts'
import { markSnapshot, readSnapshot } from '../../store/sqlite/snapshot-file.ts'
import type { DatabaseSource } from '../../store/store.ts'
import { createCheckedFiles, createSnapshotCheck } from './check-snapshot.ts'
import { checkedImport } from './checked-import.ts'
import { savedClock } from './clock-at.ts'
import { diffLines, type Side } from './diff-lines.ts'
import { isSnapshotName, type SnapshotPlace } from './place.ts'
import { type FileBytes, readWhole } from './read-whole.ts'
import { nameTaken, notFound, orRefused } from './refusals.ts'
import type { SnapshotSubject } from './subject.ts'
import { snapshotView } from './view.ts'

/** The snapshots of a fleet: one set for the main sandbox and all forks, so that each can take what another saved. */
export interface Snapshots {
  /** By name. Those that cannot be used are there too, with their problem. */
  list(): SnapshotView[]
  /** Saves a sandbox as it is now. Throws `validation_failed` for a name that is taken, unless it may be replaced. */
  save(from: SnapshotSubject, name: string, force: boolean): Promise<SnapshotView>
  /** Lets a sandbox go on from a snapshot. Its keys stay. */
  restore(into: SnapshotSubject, name: string): Promise<SnapshotView>
  delete(name: string): Promise<SnapshotView>
  /** The bytes of a snapshot: one SQLite file. */
  read(name: string): FileBytes
  /** Takes in such a file, under the name that it was saved by unless another is given, after all of it was checked. */
  import(bytes: AsyncIterable<Buffer>, name: string | undefined, force: boolean): Promise<SnapshotView>
  /** What became of the objects between a snapshot and another, or the present of a sandbox. */
  diff(name: string, other: string | SnapshotSubject): Promise<AsyncGenerator<DiffLine>>
  /** The bytes of a database that goes on from a snapshot, once `leaveSnapshot` has been at it. */
  bytesOf(name: string): Promise<Buffer>
  /** The same as a file. */
  writeTo(name: string, path: string): Promise<void>
}

/** The snapshots of a place. `version` is that of the tool, which each of them names. */
export function createSnapshots(place: SnapshotPlace, version: string): Snapshots {
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work)
    queue = result.catch(() => undefined)
    return result
  }
  const found = (name: string) => {
    const source = isSnapshotName(name) ? place.find(name) : undefined
    if (source === undefined) throw notFound(name)
    return source
  }
  const check = createSnapshotCheck()
  const checked = createCheckedFiles(check)
  /** What a snapshot says of itself, once all of it was looked at: its file may have been edited. */
  const usable = (name: string) =>
    orRefused('/name', async () => {
      const source = found(name)
      await checked.check(source)
      return readSnapshot(source)
    })
  const keep = (name: string, source: DatabaseSource) => {
    place.put(name, source)
    checked.remember(found(name))
  }
  const refuseTaken = (name: string, force: boolean) => {
    if (!force && place.find(name) !== undefined) throw nameTaken(name)
  }
  /** A file of the newest schema with the rows of a snapshot, for whoever discards it. */
  const presentFile = async (name: string) => {
    const isPresent = (await usable(name)).schemaVersion === schemaVersion
    const file = isPresent ? place.pin(name) : place.copy(name)
    try {
      if (!isPresent) await bringUpToDate(file.path)
      return file
    } catch (error) {
      file.discard()
      throw error
    }
  }
  const side = async (name: string): Promise<Side> => {
    const { clock } = await usable(name)
    const { path, discard } = await presentFile(name)
    return { source: { path }, clock, discard }
  }

  return {
    list: () => place.names().map(name => snapshotView(place, name)),
    save: (from, name, force) =>
      inTurn(async () => {
        refuseTaken(name, force)
        await flushAll(from.sandbox)
        const draft = await place.capture(from.sandbox.store)
        try {
          const savedAt = toStored(Date.now())
          const marked = markSnapshot(draft.source, setting => ({
            name,
            savedAt,
            version,
            sandbox: from.id,
            clock: savedClock(setting, from.sandbox.clock),
          }))
          keep(name, marked)
        } finally {
          draft.discard()
        }
        return snapshotView(place, name)
      }),
    async restore(into, name) {
      const view = snapshotView(place, name, found(name))
      const file = await presentFile(name)
      try {
        await orRefused('/name', () => into.restore(file.path))
        return view
      } finally {
        file.discard()
      }
    },
    delete: name =>
      inTurn(async () => {
        const view = snapshotView(place, name, found(name))
        place.remove(name)
        return view
      }),
    read: name => readWhole(found(name)),
    async import(bytes, wished, force) {
      // Before all of it was sent.
      if (wished !== undefined) refuseTaken(wished, force)
      const draft = await place.receive(bytes)
      try {
        const { name, source } = await checkedImport(draft.source, wished, check)
        return await inTurn(async () => {
          refuseTaken(name, force)
          keep(name, source)
          return snapshotView(place, name)
        })
      } finally {
        draft.discard()
      }
    },
    async diff(name, other) {
      const older = await side(name)
      try {
        return await diffLines(older, typeof other === 'string' ? await side(other) : other)
      } catch (error) {
        older.discard()
        throw error
      }
    },
    async bytesOf(name) {
      await usable(name)
      const source = found(name)
      return 'bytes' in source ? source.bytes : readFileSync(source.path)
    },
    async writeTo(name, path) {
      await usable(name)
      const source = found(name)
      if ('bytes' in source) writeFileSync(path, source.bytes, { mode: 0o600 })
      else copyFileSync(source.path, path)
    },
  }
}
