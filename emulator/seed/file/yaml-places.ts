import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import { tokensOf } from './pointers.ts'
import { isMergeKey, startOf } from './yaml-values.ts'

/** A member of a map, or one that is merged into it. */
type Members = ReadonlyMap<string, Pair>

/**
 * Finds where the value of a JSON Pointer stands, or the innermost value around it that is there. The members of each
 * map are put in order once, however many pointers go through it.
 */
export function placesIn(contents: unknown, targets: ReadonlyMap<Alias, Node>): (pointer: string) => number {
  const known = new Map<unknown, Members>()
  const resolved = (node: unknown) => (isAlias(node) ? targets.get(node) : node)

  const membersOf = (map: { readonly items: readonly Pair[] }): Members => {
    const found = known.get(map)
    if (found !== undefined) return found
    const members = new Map<string, Pair>()
    for (const pair of map.items) if (!isMergeKey(pair.key)) members.set(nameOf(resolved(pair.key)), pair)
    for (const { value } of map.items.filter(({ key }) => isMergeKey(key))) {
      const merged = resolved(value)
      for (const source of (isSeq(merged) ? merged.items : [merged]).map(resolved)) {
        if (!isMap(source)) continue
        for (const [name, pair] of membersOf(source)) if (!members.has(name)) members.set(name, pair)
      }
    }
    known.set(map, members)
    return members
  }

  return pointer => {
    let node: unknown = contents
    let offset = startOf(node)
    for (const token of tokensOf(pointer)) {
      const inner = resolved(node)
      if (isMap(inner)) {
        const pair = membersOf(inner).get(token)
        if (pair === undefined) return offset
        offset = startOf(pair.key)
        node = pair.value
      } else if (isSeq(inner) && inner.items[Number(token)] !== undefined) {
        node = inner.items[Number(token)]
        offset = startOf(node)
      } else return offset
    }
    return offset
  }
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value ?? '') : ''
}
