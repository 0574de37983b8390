import { largest } from '../../src/lists/extremes.ts'
import { oneLine } from '../../src/output/cell.ts'
import type { Paint } from '../../src/output/paint.ts'

/** Facts of a sandbox for people, one per line, their names aligned. */
export function factLines(facts: readonly (readonly [string, string])[], paint: Paint): readonly string[] {
  const width = largest(
    facts.map(([name]) => name.length),
    0,
  )
  return facts.map(([name, value]) => `  ${paint('dim', name.padEnd(width))}  ${oneLine(value)}\n`)
}
