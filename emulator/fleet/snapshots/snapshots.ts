import { constants, copyFileSync, readFileSync } from 'node:fs'
import type { DiffLine, SnapshotView } from '../../../src/control/snapshot-control.ts'
import { flushAll } from '../../sandbox/flush.ts'
import { Turns } from '../../sandbox/turns.ts'
import { toStored } from '../../store/instants.ts'
import { schemaVersion } from '../../store/migrate.ts'
import { bringUpToDate } from '../../store/sqlite/database-source.ts'
import { type FileFacts, markSnapshot, readSnapshot } from '../../store/sqlite/snapshots/snapshot-file.ts'
import type { DatabaseSource } from '../../store/store.ts'
import { CheckedFiles, createSnapshotCheck } from './check-snapshot.ts'
import { checkedImport } from './checked-import.ts'
import { savedClock } from './clock-at.ts'
import { diffLines, type Side } from './diff-lines.ts'
import { isSnapshotName, type PrivateFile, type SnapshotPlace } from './place.ts'
import { type FileBytes, readWhole } from './read-whole.ts'
import { nameTaken, notFound, orDamaged, orRefused, orStorageFault } from './refusals.ts'
import type { SnapshotSubject } from './subject.ts'
import { snapshotView } from './view.ts'

/**
 * The snapshots of a fleet: one set for the main sandbox and all forks, so that each can take what another saved. What
 * changes the set happens in turn.
 */
export class Snapshots {
  readonly #place: SnapshotPlace
  readonly #version: string
  readonly #turns = new Turns()
  readonly #check = createSnapshotCheck()
  readonly #checked = new CheckedFiles(this.#check)

  /** The snapshots of a place. `version` is that of the tool, which each of them names. */
  constructor(place: SnapshotPlace, version: string) {
    this.#place = place
    this.#version = version
  }

  /** By name. Those that cannot be used are there too, with their problem. */
  list(): SnapshotView[] {
    return this.#place.names().map(name => snapshotView(this.#place, name))
  }

  /** The names of them. */
  names(): string[] {
    return this.#place.names()
  }

  /** Saves a sandbox as it is now. Throws `validation_failed` for a name that is taken, unless it may be replaced. */
  save(from: SnapshotSubject, name: string, force: boolean): Promise<SnapshotView> {
    return this.#turns.take(() =>
      orStorageFault(async () => {
        this.#refuseTaken(name, force)
        await flushAll(from.sandbox)
        const draft = await this.#place.capture(from.database)
        try {
          this.#put(name, this.#marked(draft.source, from, name))
        } finally {
          draft.discard()
        }
        return snapshotView(this.#place, name)
      }),
    )
  }

  /** Lets a sandbox go on from a snapshot, unless that is ended before. Its keys stay. */
  async restore(into: SnapshotSubject, name: string, ended?: AbortSignal): Promise<SnapshotView> {
    const view = snapshotView(this.#place, name, this.#found(name))
    const file = await this.#presentFile(name)
    try {
      await orRefused('/name', () => into.restore(file.path, ended))
      return view
    } finally {
      file.discard()
    }
  }

  delete(name: string): Promise<SnapshotView> {
    return this.#turns.take(async () => {
      const view = snapshotView(this.#place, name, this.#found(name))
      this.#place.remove(name)
      return view
    })
  }

  /** The bytes of a snapshot: one SQLite file. */
  read(name: string): FileBytes {
    return readWhole(this.#found(name))
  }

  /** Takes in such a file, under the name that it was saved by unless another is given, after all of it was checked. */
  async import(
    bytes: AsyncIterable<Buffer>,
    wished: string | undefined,
    force: boolean,
  ): Promise<SnapshotView> {
    // Before all of it was sent.
    if (wished !== undefined) this.#refuseTaken(wished, force)
    const draft = await this.#place.receive(bytes)
    try {
      const { name, source } = await orStorageFault(() => checkedImport(draft.source, wished, this.#check))
      return await this.#turns.take(async () => {
        this.#refuseTaken(name, force)
        this.#put(name, source)
        return snapshotView(this.#place, name)
      })
    } finally {
      draft.discard()
    }
  }

  /** What became of the objects between a snapshot and another, or the present of a sandbox. */
  async diff(name: string, other: string | SnapshotSubject): Promise<AsyncGenerator<DiffLine>> {
    const older = await this.#side(name)
    try {
      return await diffLines(older, typeof other === 'string' ? await this.#side(other) : other)
    } catch (error) {
      older.discard()
      throw error
    }
  }

  /** The bytes of a database that goes on from a snapshot, once `leaveSnapshot` has been at it. */
  async bytesOf(name: string): Promise<Buffer> {
    await this.#usable(name)
    const source = this.#found(name)
    return 'bytes' in source ? source.bytes : readFileSync(source.path)
  }

  /** The same in a file, whose place only its user can enter. */
  async writeTo(name: string, path: string): Promise<void> {
    await this.#usable(name)
    const source = this.#found(name)
    if ('bytes' in source) throw new Error('Snapshots in memory have no file.')
    copyFileSync(source.path, path, constants.COPYFILE_FICLONE)
  }

  #marked(source: DatabaseSource, { id, sandbox }: SnapshotSubject, name: string): DatabaseSource {
    const savedAt = toStored(Date.now())
    return markSnapshot(source, setting => ({
      name,
      savedAt,
      version: this.#version,
      sandbox: id,
      clock: savedClock(setting, sandbox.clock),
    }))
  }

  #found(name: string): DatabaseSource {
    const source = isSnapshotName(name) ? this.#place.find(name) : undefined
    if (source === undefined) throw notFound(name)
    return source
  }

  /** What a snapshot says of itself, once all of it was looked at: its file may have been edited. */
  async #usable(name: string): Promise<FileFacts> {
    return await orRefused('/name', async () => {
      const source = this.#found(name)
      await this.#checked.check(source)
      return readSnapshot(source)
    })
  }

  #put(name: string, source: DatabaseSource): void {
    this.#place.put(name, source)
    this.#checked.remember(this.#found(name))
  }

  #refuseTaken(name: string, force: boolean): void {
    if (!force && this.#place.find(name) !== undefined) throw nameTaken(name)
  }

  /** A file of the newest schema with the rows of a snapshot, for whoever discards it. */
  async #presentFile(name: string): Promise<PrivateFile> {
    const isPresent = (await this.#usable(name)).schemaVersion === schemaVersion
    const file = isPresent ? this.#place.pin(name) : this.#place.copy(name)
    try {
      if (!isPresent) await orDamaged('/name', () => bringUpToDate(file.path))
      return file
    } catch (error) {
      file.discard()
      throw error
    }
  }

  async #side(name: string): Promise<Side> {
    const { clock } = await this.#usable(name)
    const { path, discard } = await this.#presentFile(name)
    return { source: { path }, clock, discard }
  }
}
