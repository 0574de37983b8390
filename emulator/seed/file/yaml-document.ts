import { LineCounter, parseDocument } from 'yaml'
import { type FileFault, mostFaults, type Position } from './file-fault.ts'
import { placesIn } from './yaml-places.ts'
import { valuesOf } from './yaml-values.ts'

/** A text of YAML as it was read. */
export interface YamlDocument {
  readonly value: unknown
  /** Of its syntax and its anchors; with any of them its value means nothing. */
  readonly faults: readonly FileFault[]
  locate(pointer: string): Position
}

/** Reads YAML 1.2 with anchors and merge keys. */
export function readDocument(text: string): YamlDocument {
  const lines = new LineCounter()
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
    // It compares each name with all others; `valuesOf` finds what occurs twice.
    uniqueKeys: false,
  })
  const problems = [...document.errors, ...document.warnings]
  const exhausted = problems.filter(({ code }) => code === 'RESOURCE_EXHAUSTION').slice(0, 1)
  // What else is said of a text that is nested too deep follows from that.
  const told = (exhausted.length > 0 ? exhausted : problems)
    .slice(0, mostFaults)
    .map(({ code, message, pos }): FileFault => {
      const [known, words] = wordsOf[code] ?? ['invalid_yaml', message]
      return { path: '', code: known, message: words, ...positionOf(pos[0]) }
    })
  // What is open at the end is told again for each level of nesting.
  const faults = [...new Map(told.map(fault => [JSON.stringify(fault), fault])).values()]
  if (faults.length > 0) return { value: undefined, faults, locate: () => positionOf(0) }
  const { value, faults: found, targets } = valuesOf(document)
  const placeOf = placesIn(document.contents, targets)
  return {
    value,
    faults: found.map(({ at, ...fault }) => ({ ...fault, ...positionOf(at) })),
    locate: pointer => positionOf(placeOf(pointer)),
  }
}

/** What the library says in words for programmers, for people. */
const wordsOf: Readonly<Record<string, readonly [code: string, message: string]>> = {
  MULTIPLE_DOCS: ['several_documents', 'Another document begins here; a seed file is one'],
  RESOURCE_EXHAUSTION: ['too_deep', 'This is nested too deep'],
  TAG_RESOLVE_FAILED: ['unknown_tag', 'This tag has no meaning here'],
  TAB_AS_INDENT: ['tab', 'A tab may not indent YAML; use spaces'],
}
