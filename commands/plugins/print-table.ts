import { ux } from '@oclif/core'
import { largest } from '../../src/lists/extremes.ts'

interface Wanted {
  readonly columns: readonly string[]
  readonly data: readonly Readonly<Record<string, unknown>>[]
}

/**
 * Stands for `printTable` of @oclif/table, which draws with React and a layout engine of 30 MB: a line for each row,
 * the columns aligned.
 */
export function printTable({ columns, data }: Wanted): void {
  const rows = data.map(row => columns.map(name => String(row[name] ?? '').split('\n')[0] ?? ''))
  const widths = columns.map((_, at) =>
    largest(
      rows.map(row => row[at]?.length ?? 0),
      0,
    ),
  )
  const lines = rows.map(row =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  ux.stdout(lines)
}
