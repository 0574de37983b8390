import { parentPort, workerData } from 'node:worker_threads'
import type { FileFault, Position } from './file-fault.ts'
import { readDocument, type YamlDocument } from './yaml-document.ts'

/**
 * A thread that reads one text of YAML, which takes a second for each megabyte and cannot be interrupted. It gives
 * its answer in pieces, one for each message that it gets, so that nobody has to take in all of it at once.
 */

/** What is asked of the thread: the value of a text, or where some JSON Pointers of it stand. */
export interface YamlWork {
  readonly text: string
  readonly pointers?: readonly string[]
}

export type YamlPiece =
  | { readonly kind: 'faults'; readonly faults: readonly FileFault[] }
  | { readonly kind: 'places'; readonly places: readonly Position[] }
  /** The value; of a map, the lists in it are empty, and their items follow. */
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'items'; readonly list: string; readonly items: readonly unknown[] }
  | { readonly kind: 'end' }

const itemsAtOnce = 100

function* piecesOf({ text, pointers }: YamlWork): Generator<YamlPiece> {
  const document = readDocument(text)
  if (pointers !== undefined) yield { kind: 'places', places: pointers.map(document.locate) }
  else if (document.faults.length > 0) yield { kind: 'faults', faults: document.faults }
  else yield* valuePieces(document)
  yield { kind: 'end' }
}

function* valuePieces({ value }: YamlDocument): Generator<YamlPiece> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return yield { kind: 'value', value }
  const members = Object.entries(value)
  const emptied = members.map(([name, member]) => [name, Array.isArray(member) ? [] : member])
  yield { kind: 'value', value: Object.fromEntries(emptied) }
  for (const [list, items] of members) {
    if (!Array.isArray(items)) continue
    for (let at = 0; at < items.length; at += itemsAtOnce)
      yield { kind: 'items', list, items: items.slice(at, at + itemsAtOnce) }
  }
}

const pieces = piecesOf(workerData as YamlWork)
parentPort?.on('message', () => parentPort?.postMessage(pieces.next().value))
