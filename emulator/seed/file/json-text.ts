import { depthLimit, excessOf } from '../../../src/text/json-size.ts'
import { type FileFault, fileRefused, type Position } from './file-fault.ts'
import type { SeedText } from './seed-text.ts'

/**
 * Reads a text that is JSON; undefined for any other, which may be YAML. Throws `validation_failed` for names that
 * occur twice in an object, of which `JSON.parse` would take the last without a word.
 */
export function readJson(text: string): SeedText | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (excessOf(value, depthLimit) !== undefined)
    throw fileRefused([
      { path: '', code: 'too_deep', message: 'This is nested too deep', line: 1, column: 1 },
    ])
  const repeated: FileFault[] = []
  walkJson(text, (path, at, isRepeated) => {
    if (isRepeated)
      repeated.push({ path, code: 'duplicate_key', message: 'occurs twice here', ...positionOf(text, at) })
  })
  if (repeated.length > 0) throw fileRefused(repeated)
  return { value, locate: pointers => locateIn(text, pointers) }
}

function locateIn(text: string, pointers: readonly string[]): ReadonlyMap<string, Position> {
  const offsets = new Map<string, number>()
  const wanted = new Set(pointers.flatMap(withAncestors))
  walkJson(text, (path, at) => {
    if (wanted.has(path)) offsets.set(path, at)
  })
  return new Map(
    pointers.map(pointer => {
      const nearest = withAncestors(pointer).find(path => offsets.has(path)) ?? ''
      return [pointer, positionOf(text, offsets.get(nearest) ?? 0)]
    }),
  )
}

/** The pointer, and those of the values around it, from the inside. */
function withAncestors(pointer: string): string[] {
  const all = [pointer]
  for (let at = pointer.lastIndexOf('/'); at >= 0; at = pointer.lastIndexOf('/', at - 1)) {
    all.push(pointer.slice(0, at))
    if (at === 0) break
  }
  return all
}

interface Level {
  readonly path: string
  /** Names that were met; null in a list. */
  readonly names: Set<string> | null
  index: number
}

/** The tokens of a valid JSON text. By hand: expressions overflow on strings of megabytes. */
function* tokensOf(text: string): Generator<{ readonly token: string; readonly at: number }> {
  let at = 0
  while (at < text.length) {
    const end = endOfToken(text, at)
    if (!/\s/.test(text.charAt(at))) yield { token: text.slice(at, end), at }
    at = end
  }
}

function endOfToken(text: string, at: number): number {
  const first = text.charAt(at)
  if (first === '"') {
    let end = at + 1
    while (text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1
    return end + 1
  }
  let end = at + 1
  if (/[-\w]/.test(first)) while (/[-+.\w]/.test(text.charAt(end))) end += 1
  return end
}

/** Tells of each member and list item of a valid JSON text: its pointer, and where its name or itself begins. */
function walkJson(text: string, tell: (path: string, at: number, isRepeated: boolean) => void): void {
  const levels: Level[] = []
  let path = ''
  let expectsName = false
  tell('', text.search(/\S/), false)
  const nextItem = (at: number) => {
    const level = levels.at(-1)
    if (level === undefined || level.names !== null) return
    path = `${level.path}/${level.index}`
    level.index += 1
    tell(path, at, false)
  }
  for (const { token, at } of tokensOf(text)) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') {
      nextItem(at)
      levels.push({ path, names: token === '{' ? new Set() : null, index: 0 })
      expectsName = token === '{'
    } else if (token === '}' || token === ']') {
      levels.pop()
      expectsName = false
    } else if (token === ',') {
      expectsName = level?.names != null
    } else if (token === ':') {
      expectsName = false
    } else if (expectsName && level?.names != null) {
      const name = JSON.parse(token) as string
      path = `${level.path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      tell(path, at, level.names.has(name))
      level.names.add(name)
      expectsName = false
    } else {
      nextItem(at)
    }
  }
}

function positionOf(text: string, offset: number): Position {
  let line = 1
  let start = 0
  for (let next = text.indexOf('\n'); next >= 0 && next < offset; next = text.indexOf('\n', start)) {
    line += 1
    start = next + 1
  }
  return { line, column: offset - start + 1 }
}
