import type { Document, Node, Pair, ParsedNode } from 'yaml'
import { append } from '../../../src/lists/append.ts'
import { type FileFault, fileRefused, type Position } from './file-fault.ts'
import type { SeedText } from './seed-text.ts'

type Yaml = typeof import('yaml')

/** So often may anchors stand for what they name, one in another counted by their product: enough for any seed. */
const mostAliases = 100_000

/** Reads YAML 1.2 with anchors and merge keys. Throws `validation_failed` with every fault of the syntax. */
export async function readYaml(text: string): Promise<SeedText> {
  // Loaded here: only a seed file needs it.
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const options = { lineCounter: lines, merge: true, prettyErrors: false, logLevel: 'error' } as const
  const document = yaml.parseDocument(text, options)
  const problems = [...document.errors, ...document.warnings]
  const exhausted = problems.filter(({ code }) => code === 'RESOURCE_EXHAUSTION').slice(0, 1)
  // What else is said of a text that is nested too deep follows from that.
  const told = (exhausted.length > 0 ? exhausted : problems).map(({ code, message, pos }): FileFault => {
    const [known, words] = wordsOf[code] ?? ['invalid_yaml', message]
    return { path: '', code: known, message: words, ...positionOf(pos[0]) }
  })
  // What is open at the end is told again for each level of nesting.
  const faults = [...new Map(told.map(fault => [JSON.stringify(fault), fault])).values()]
  if (faults.length === 0) append(faults, aliasFaults(yaml, document, positionOf))
  if (faults.length > 0) throw fileRefused(faults)
  return {
    value: plainValue(document),
    locate: pointers =>
      new Map(pointers.map(pointer => [pointer, positionOf(offsetOf(yaml, document, pointer))])),
  }
}

/** What the library says in words for programmers, for people. */
const wordsOf: Readonly<Record<string, readonly [code: string, message: string]>> = {
  DUPLICATE_KEY: ['duplicate_key', 'This name occurs twice here'],
  MULTIPLE_DOCS: ['several_documents', 'Another document begins here; a seed file is one'],
  RESOURCE_EXHAUSTION: ['too_deep', 'This is nested too deep'],
  TAG_RESOLVE_FAILED: ['unknown_tag', 'This tag has no meaning here'],
  TAB_AS_INDENT: ['tab', 'A tab may not indent YAML; use spaces'],
}

function plainValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases })
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError) {
      const message = 'repeats its anchors inside of each other too often'
      throw fileRefused([{ path: '', code: 'too_many_aliases', message }])
    }
    throw error
  }
}

/** Aliases without an anchor, and merges of what is no map: the library throws these without a place. */
function aliasFaults(yaml: Yaml, document: Document, positionOf: (offset: number) => Position): FileFault[] {
  const faults: FileFault[] = []
  const add = (node: Node, code: string, message: string) =>
    faults.push({ path: '', code, message, ...positionOf(node.range?.[0] ?? 0) })
  const isMap = (node: unknown) => yaml.isMap(yaml.isAlias(node) ? node.resolve(document) : node)
  yaml.visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined)
        add(alias, 'unknown_anchor', `There is no anchor &${alias.source} before this`)
    },
    Pair(_, { key, value }) {
      if (nameOf(yaml, key) !== '<<' || !yaml.isNode(value)) return
      const resolved = yaml.isAlias(value) ? value.resolve(document) : value
      if (resolved === undefined) return
      const sources = yaml.isSeq(resolved) ? resolved.items : [resolved]
      if (!sources.every(isMap)) add(value, 'invalid_merge', 'Only maps can be merged with <<')
    },
  })
  return faults
}

/** Where the value of a pointer stands, or the innermost value around it that is there. */
function offsetOf(yaml: Yaml, document: Document<ParsedNode>, pointer: string): number {
  let node: unknown = document.contents
  let offset = startOf(node)
  for (const token of pointer.split('/').slice(1)) {
    const inner = yaml.isAlias(node) ? node.resolve(document) : node
    if (yaml.isMap(inner)) {
      const pair = memberOf(yaml, document, inner.items, token.replaceAll('~1', '/').replaceAll('~0', '~'))
      if (pair === undefined) return offset
      offset = startOf(pair.key)
      node = pair.value
    } else if (yaml.isSeq(inner) && inner.items[Number(token)] !== undefined) {
      node = inner.items[Number(token)]
      offset = startOf(node)
    } else return offset
  }
  return offset
}

/** The member itself, or the one that is merged in. */
function memberOf(yaml: Yaml, document: Document, pairs: readonly Pair[], name: string): Pair | undefined {
  const own = pairs.find(({ key }) => nameOf(yaml, key) === name)
  if (own !== undefined) return own
  for (const { value } of pairs.filter(({ key }) => nameOf(yaml, key) === '<<')) {
    const merged = yaml.isAlias(value) ? value.resolve(document) : value
    const sources = yaml.isSeq(merged) ? merged.items : [merged]
    for (const source of sources) {
      const map = yaml.isAlias(source) ? source.resolve(document) : source
      const found = yaml.isMap(map) ? memberOf(yaml, document, map.items, name) : undefined
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** The library makes a symbol of the merge key. */
function nameOf(yaml: Yaml, key: unknown): string | undefined {
  if (!yaml.isScalar(key)) return undefined
  return typeof key.value === 'symbol' ? key.value.description : String(key.value)
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0
}
