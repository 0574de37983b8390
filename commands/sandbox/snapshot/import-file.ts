import { statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Failure } from '../../../src/failure/failure.ts'

/** A file that is to be sent. */
interface ImportFile {
  readonly sizeBytes: number
  chunks(): AsyncIterable<Buffer>
  close(): Promise<void>
}

/** Opens a file whose first bytes are those of a database. Throws a usage Failure for any other. */
export async function openImportFile(path: string): Promise<ImportFile> {
  // To open a pipe would wait for somebody who writes to it.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
    throw refused('not_a_file', `${path} is no file`)
  const file = await opened(path)
  try {
    const header = Buffer.alloc(16)
    await file.read(header, 0, 16, 0)
    if (header.toString('latin1') !== 'SQLite format 3\0') {
      throw refused('not_a_snapshot', `${path} is no snapshot: it is no SQLite database`)
    }
  } catch (error) {
    await file.close()
    throw error
  }
  const { size } = await file.stat()
  return { sizeBytes: size, chunks: () => chunksOf(file), close: () => file.close() }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    const isAbsent = (error as { code?: unknown }).code === 'ENOENT'
    throw refused(
      isAbsent ? 'file_not_found' : 'cannot_read',
      isAbsent ? `There is no file ${path}` : `Cannot read ${path}: ${(error as Error).message}`,
      error,
    )
  }
}

const chunkBytes = 256 * 1024

async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const chunk = Buffer.alloc(chunkBytes)
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield chunk.subarray(0, bytesRead)
  }
}

function refused(code: string, message: string, cause?: unknown): Failure {
  return new Failure('usage', code, message, {
    field: 'FILE',
    hint: 'Give a file that `ideadunes sandbox snapshot export` wrote.',
    cause,
  })
}
