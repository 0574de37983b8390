import { Worker } from 'node:worker_threads'
import { append } from '../../../src/lists/append.ts'
import { fileRefused, type Position } from './file-fault.ts'
import type { SeedText } from './seed-text.ts'
import type { YamlPiece, YamlWork } from './yaml-thread.ts'

/** The longest that one text is read, in milliseconds: several times what the largest takes on a slow machine. */
const longestReadMs = 120_000

/** Reads YAML in a thread of its own. Throws `validation_failed` with every fault of the syntax. */
export async function readYaml(text: string): Promise<SeedText> {
  let value: unknown
  for await (const piece of piecesOf({ text })) {
    if (piece.kind === 'faults') throw fileRefused(piece.faults)
    if (piece.kind === 'value') value = piece.value
    if (piece.kind === 'items') append(listOf(value, piece.list), piece.items)
  }
  return { value, locate: pointers => locateIn(text, pointers) }
}

/** The text is read again: few files have faults, and what was known of it is a hundred times as large as it is. */
async function locateIn(text: string, pointers: readonly string[]): Promise<ReadonlyMap<string, Position>> {
  const found = new Map<string, Position>()
  for await (const piece of piecesOf({ text, pointers })) {
    if (piece.kind !== 'places') continue
    for (const [i, position] of piece.places.entries()) found.set(pointers[i] ?? '', position)
  }
  return found
}

function listOf(value: unknown, name: string): unknown[] {
  return (value as Record<string, unknown[]>)[name] ?? []
}

/** Each piece is asked for, so that others are answered between two of them. */
async function* piecesOf(work: YamlWork): AsyncGenerator<YamlPiece> {
  const worker = new Worker(threadFile(), { workerData: work, execArgv: [] })
  const timer = setTimeout(() => void worker.terminate(), longestReadMs)
  try {
    for (;;) {
      const piece = await nextPiece(worker)
      if (piece.kind === 'end') return
      yield piece
    }
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

function nextPiece(worker: Worker): Promise<YamlPiece> {
  const { promise, resolve, reject } = Promise.withResolvers<YamlPiece>()
  const tooMuch = () => reject(fileRefused([{ path: '', code: 'too_large', message: tooMuchMessage }]))
  const failed = (error: Error & { code?: string }) =>
    error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : reject(error)
  worker.once('message', resolve).once('error', failed).once('exit', tooMuch)
  worker.postMessage('next')
  return promise.finally(() => worker.off('message', resolve).off('error', failed).off('exit', tooMuch))
}

const tooMuchMessage = 'takes more time or memory to be read than a seed file may; as JSON it takes less'

/** The thread's file, beside this one: as it is written, or as it is built. */
function threadFile(): URL {
  const url = import.meta.url
  return new URL(url.endsWith('.ts') ? './yaml-thread.ts' : './yaml-thread.js', url)
}
