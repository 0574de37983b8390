import { readFileSync } from 'node:fs'
import { medianRatio } from '../report.ts'
import type { RunReport } from '../run-report.ts'

/** The ratios of two runs row by row, as lines: each against the floor of its own run, and how they differ. */
export function compareFiles(first: string, second: string): readonly string[] {
  const [before, after] = [first, second].map(path => JSON.parse(readFileSync(path, 'utf8')) as RunReport)
  if (before === undefined || after === undefined) return []
  const named = ({ commit, changed }: RunReport) => `${commit?.slice(0, 9) ?? 'none'}${changed ? '+' : ''}`
  const heading = line(['what', named(before), named(after), 'change', 'the floor is'])
  const rows = after.rows.map(row => {
    const other = before.rows.find(({ what, floor }) => what === row.what && floor === row.floor)
    const now = medianRatio(row)
    const then = other === undefined ? undefined : medianRatio(other)
    const change = then === undefined ? 'new' : `${(now / then).toFixed(2)}x`
    return line([
      row.what,
      then === undefined ? '' : `${then.toFixed(2)}x`,
      `${now.toFixed(2)}x`,
      change,
      row.floor,
    ])
  })
  return [heading, ...rows]
}

function line([what = '', before = '', after = '', change = '', floor = '']: readonly string[]): string {
  return [what.padEnd(42), before.padStart(11), after.padStart(11), change.padStart(9), `  ${floor}`].join(
    ' ',
  )
}
