import { bodyLimits } from '../../../src/text/json-size.ts'
import { createTurns } from '../../../src/time/turns.ts'
import { type FileFault, fileRefused, mostFaults, type Position } from './file-fault.ts'
import { parseJson } from './parse-json.ts'
import { withAncestors } from './pointers.ts'
import type { SeedText } from './seed-text.ts'

/**
 * Reads a text that is JSON; undefined for any other, which may be YAML. Throws `validation_failed` for names that
 * occur twice in an object, of which `JSON.parse` would take the last without a word, and for a nesting without end.
 */
export async function readJson(text: string): Promise<SeedText | undefined> {
  if (!/^[ \t\n\r]*[[{]/.test(text)) return undefined
  const repeated: { readonly path: string; readonly at: number }[] = []
  let deepAt: number | undefined
  const parsed = await parseJson(text, {
    onRepeated(path, at) {
      if (repeated.length < mostFaults) repeated.push({ path, at })
    },
    onLevel(levels, at) {
      if (levels >= bodyLimits.levels) deepAt ??= at
    },
  })
  if (parsed === undefined) return undefined
  if (deepAt !== undefined)
    throw fileRefused(await placed(text, [{ at: deepAt, path: '', code: 'too_deep', message: tooDeep }]))
  if (repeated.length > 0) {
    const fault = { code: 'duplicate_key', message: 'occurs twice here' }
    throw fileRefused(
      await placed(
        text,
        repeated.map(found => ({ ...found, ...fault })),
      ),
    )
  }
  return { value: parsed.value, locate: pointers => locateIn(text, pointers) }
}

/** Said of YAML too. */
export const tooDeep = 'This is nested too deep'

async function placed(
  text: string,
  faults: readonly (FileFault & { readonly at: number })[],
): Promise<FileFault[]> {
  const positions = await positionsOf(
    text,
    faults.map(({ at }) => at),
  )
  return faults.map(({ at, ...fault }) => ({ ...fault, ...positions.get(at) }))
}

async function locateIn(text: string, pointers: readonly string[]): Promise<ReadonlyMap<string, Position>> {
  const offsets = new Map<string, number>()
  const wanted = new Set(pointers.flatMap(withAncestors))
  await parseJson(text, {
    onValue(pathOf, at) {
      const path = pathOf()
      if (wanted.has(path)) offsets.set(path, at)
    },
  })
  const positions = await positionsOf(text, [...offsets.values()])
  return new Map(
    pointers.flatMap(pointer => {
      const nearest = withAncestors(pointer).find(path => offsets.has(path)) ?? ''
      const position = positions.get(offsets.get(nearest) ?? 0)
      return position === undefined ? [] : [[pointer, position]]
    }),
  )
}

/** The lines of some offsets, found in one walk through the text. */
async function positionsOf(text: string, offsets: readonly number[]): Promise<ReadonlyMap<number, Position>> {
  const turns = createTurns()
  const positions = new Map<number, Position>()
  let line = 1
  let start = 0
  let next = text.indexOf('\n')
  for (const offset of offsets.toSorted((one, other) => one - other)) {
    for (; next >= 0 && next < offset; next = text.indexOf('\n', start)) {
      line += 1
      start = next + 1
      if (turns.isOver) await turns.pass()
    }
    positions.set(offset, { line, column: offset - start + 1 })
  }
  return positions
}
