import { closeSync, createReadStream, fstatSync, openSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { DatabaseSource } from '../../store/store.ts'

/** A file as a stream, and how long it is. */
export interface FileBytes {
  readonly sizeBytes: number
  readonly bytes: Readable
}

/** All bytes of a snapshot. They are those of now: what is deleted or replaced meanwhile is still read to its end. */
export function readWhole(source: DatabaseSource): FileBytes {
  if ('bytes' in source) return { sizeBytes: source.bytes.length, bytes: Readable.from([source.bytes]) }
  const file = openSync(source.path, 'r')
  try {
    return { sizeBytes: fstatSync(file).size, bytes: createReadStream(source.path, { fd: file }) }
  } catch (error) {
    closeSync(file)
    throw error
  }
}
