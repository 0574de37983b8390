import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
} from 'yaml'
import { append } from '../../../src/lists/append.ts'
import { bodyLimits } from '../../../src/text/json-size.ts'
import { type FileFault, mostFaults } from './file-fault.ts'

/** What a node stands for, once everything in it is in its place. */
interface Plain {
  readonly value: unknown
  /** About how long it is as JSON. */
  readonly size: number
  /** Lists and maps in each other. */
  readonly levels: number
}

/** What all aliases of a file stand for may be so long; each value counts for as much as it takes in memory. */
const mostSize = 64 * 1024 * 1024
const sizeOfValue = 32

type Fault = Omit<FileFault, 'line' | 'column'> & { readonly at: number }

/** What a document says, or what is wrong with it; `at` are offsets in its text. */
export interface YamlValues {
  readonly value: unknown
  readonly faults: readonly Fault[]
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>
}

/** Ends the reading: what follows would be told wrongly, or would never end. */
class Refused extends Error {}

/**
 * The values of a document, in one walk: an anchor is known from where it stands on, so nothing is ever searched for.
 * The library's own conversion looks through the whole document for each alias. Maps that are merged with `<<` give
 * the members that the map itself does not have, the first of several before the others.
 */
export function valuesOf(document: Document): YamlValues {
  const faults: Fault[] = []
  const targets = new Map<Alias, Node>()
  const anchors = new Map<string, { readonly node: Node; plain: Plain | undefined }>()
  let expanded = 0

  const tell = (node: unknown, code: string, message: string) => {
    faults.push({ path: '', code, message, at: startOf(node) })
    if (faults.length >= mostFaults) throw new Refused()
  }
  const refuse = (node: unknown, code: string, message: string): never => {
    faults.splice(0, faults.length, { path: '', code, message, at: startOf(node) })
    throw new Refused()
  }
  const nothing: Plain = { value: null, size: sizeOfValue, levels: 0 }

  const plainOf = (node: unknown, depth: number): Plain => {
    if (node === null || node === undefined) return nothing
    if (isAlias(node)) return standIn(node, depth)
    const { anchor } = node as { anchor?: string }
    const entry = { node: node as Node, plain: undefined as Plain | undefined }
    if (anchor !== undefined) anchors.set(anchor, entry)
    entry.plain = isMap(node) ? mapOf(node, depth) : isSeq(node) ? listOf(node, depth) : scalarOf(node)
    return entry.plain
  }

  const standIn = (alias: Alias, depth: number): Plain => {
    const entry = anchors.get(alias.source)
    if (entry === undefined) {
      tell(alias, 'unknown_anchor', `There is no anchor &${alias.source} before this`)
      return nothing
    }
    const { node, plain } = entry
    if (plain === undefined)
      return refuse(alias, 'circular_alias', `This stands inside of what &${alias.source} names`)
    targets.set(alias, node)
    expanded += plain.size
    if (expanded > mostSize)
      refuse(alias, 'too_many_aliases', 'repeats its anchors inside of each other too often')
    if (depth + plain.levels > bodyLimits.levels) refuse(alias, 'too_deep', 'This is nested too deep')
    return plain
  }

  const scalarOf = (node: unknown): Plain => {
    const value = isScalar(node) ? (typeof node.value === 'symbol' ? '<<' : node.value) : undefined
    if (value === undefined || (typeof value === 'object' && value !== null)) {
      tell(node, 'unknown_tag', 'This tag has no meaning here')
      return nothing
    }
    return { value, size: sizeOfValue + (typeof value === 'string' ? value.length : 0), levels: 0 }
  }

  const listOf = (node: { readonly items: readonly unknown[] }, depth: number): Plain => {
    if (depth >= bodyLimits.levels) refuse(node, 'too_deep', 'This is nested too deep')
    const items = node.items.map(item => {
      // Lists of pairs, which YAML 1.1 has.
      if (isPair(item)) tell(node, 'unknown_tag', 'This tag has no meaning here')
      return isPair(item) ? nothing : plainOf(item, depth + 1)
    })
    return joined(
      items.map(({ value }) => value),
      items,
    )
  }

  const mapOf = (node: { readonly items: readonly Pair[] }, depth: number): Plain => {
    if (depth >= bodyLimits.levels) refuse(node, 'too_deep', 'This is nested too deep')
    const value: Record<string, unknown> = {}
    const own: Plain[] = []
    const merged: Plain[] = []
    let names = 0
    for (const { key, value: inner } of node.items) {
      if (isMergeKey(key)) {
        append(merged, sourcesOf(inner, depth))
        continue
      }
      const name = nameOf(key, depth)
      const plain = plainOf(inner, depth + 1)
      if (Object.hasOwn(value, name)) tell(key, 'duplicate_key', 'This name occurs twice here')
      put(value, name, plain.value)
      own.push(plain)
      names += name.length
    }
    for (const source of merged) {
      for (const [name, member] of Object.entries(source.value as object))
        if (!Object.hasOwn(value, name)) put(value, name, member)
    }
    const all = joined(value, own)
    // What is merged is no level deeper.
    return merged.reduce(
      ({ size, levels }, source) => ({
        value,
        size: size + source.size,
        levels: Math.max(levels, source.levels),
      }),
      { ...all, size: all.size + names },
    )
  }

  /** The maps of a `<<`. */
  const sourcesOf = (node: unknown, depth: number): Plain[] => {
    const before = faults.length
    const { value, size, levels } = plainOf(node, depth + 1)
    const values = Array.isArray(value) ? value : [value]
    const areMaps = values.every(one => typeof one === 'object' && one !== null && !Array.isArray(one))
    if (!areMaps && faults.length === before) tell(node, 'invalid_merge', 'Only maps can be merged with <<')
    return areMaps ? values.map((one, i) => ({ value: one, size: i === 0 ? size : 0, levels })) : []
  }

  const nameOf = (key: unknown, depth: number): string => {
    if (key === null || key === undefined) return ''
    const { value } = plainOf(key, depth + 1)
    if (typeof value !== 'object') return String(value)
    if (value !== null) tell(key, 'invalid_name', 'A name must be a text')
    return ''
  }

  try {
    return { value: plainOf(document.contents, 0).value, faults, targets }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { value: undefined, faults, targets }
  }
}

function joined(value: unknown, inner: readonly Plain[]): Plain {
  let size = sizeOfValue
  let levels = 0
  for (const one of inner) {
    size += one.size
    levels = Math.max(levels, one.levels)
  }
  return { value, size, levels: levels + 1 }
}

function put(map: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') map[name] = value
  else Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true })
}

/** The library makes a symbol of it, where it is no quoted text. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol'
}

/** Where a node begins in the text. */
export function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0
}
