import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSource } from '../../store/store.ts'
import { limited } from './limited.ts'
import { largestMemoryImportBytes, type PrivateFile, type SnapshotPlace } from './place.ts'

const nothingToDiscard = () => {}

/** Snapshots in memory, for a fleet that keeps nothing: they end with it. */
export function snapshotsInMemory(): SnapshotPlace {
  const snapshots = new Map<string, Buffer>()
  const bytesOf = (name: string) => {
    const bytes = snapshots.get(name)
    if (bytes === undefined) throw new Error(`There is no snapshot ${name}.`)
    return bytes
  }
  // SQLite reads a second database from a file only.
  const copy = (name: string): PrivateFile => {
    const folder = mkdtempSync(join(tmpdir(), 'ideadunes-snapshot-'))
    const path = join(folder, 'snapshot.db')
    writeFileSync(path, bytesOf(name), { mode: 0o600 })
    return { path, discard: () => rmSync(folder, { recursive: true, force: true }) }
  }
  return {
    names: () => [...snapshots.keys()].sort(),
    find: name => (snapshots.has(name) ? { bytes: bytesOf(name) } : undefined),
    sizeBytes: name => bytesOf(name).length,
    capture: async database => ({ source: { bytes: await database.serialize() }, discard: nothingToDiscard }),
    async receive(bytes) {
      const chunks: Buffer[] = []
      for await (const chunk of limited(bytes, largestMemoryImportBytes)) chunks.push(chunk)
      return { source: { bytes: Buffer.concat(chunks) }, discard: nothingToDiscard }
    },
    put: (name, draft) =>
      void snapshots.set(name, (draft as Extract<DatabaseSource, { bytes: Buffer }>).bytes),
    remove: name => void snapshots.delete(name),
    copy,
    pin: copy,
  }
}
