import { append } from '../lists/append.ts'
import { largest } from '../lists/extremes.ts'
import { cellOf } from './cell.ts'
import type { Sink } from './terminal.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * Writes rows as they come, batch after batch: for people a table whose columns keep the width of the first
 * batch, piped one record per line, tab-separated, without a header.
 */
export function openTable(sink: Sink, columns: readonly string[]) {
  let layout: Layout | undefined
  return {
    async add(rows: readonly Row[]): Promise<void> {
      const cells = rows.map(row => columns.map(column => cellOf(row[column])))
      if (!sink.isTty) return sink.write(cells.map(line => `${line.join('\t')}\n`).join(''))
      if (rows.length === 0) return
      const first = layout === undefined
      layout ??= await layoutFor(sink, columns, cells)
      await sink.write(layout.text(cells, first ? columns : undefined))
    },
  }
}

interface Layout {
  text(cells: readonly (readonly string[])[], header: readonly string[] | undefined): string
}

const gap = 2

/** cli-table3 measures wide characters and cuts by them; it loads here, for people only. */
async function layoutFor(
  sink: Sink,
  columns: readonly string[],
  cells: readonly (readonly string[])[],
): Promise<Layout> {
  const { default: Table } = await import('cli-table3')
  const wanted = columns.map(
    (name, at) =>
      largest(
        cells.map(line => line[at]?.length ?? 0),
        name.length,
      ) + gap,
  )
  const colWidths = fitting(wanted, sink.columns)
  const shown = colWidths.length
  return {
    text(lines, header) {
      const table = new Table({
        chars: bare,
        colWidths: [...colWidths],
        head: (header ?? []).slice(0, shown),
        style: { 'padding-left': 0, 'padding-right': gap, head: sink.colour ? ['bold'] : [], compact: true },
      })
      append(
        table,
        lines.map(line => line.slice(0, shown)),
      )
      const text = table.toString().split('\n')
      return `${text.map(line => line.trimEnd()).join('\n')}\n`
    },
  }
}

/**
 * The widths of the columns that fit, from the left. What does not fit is left out rather than cut, for half an
 * id is of no use; the first column stays, whatever the width.
 */
function fitting(wanted: readonly number[], available: number): readonly number[] {
  const widths: number[] = []
  let used = 0
  for (const width of wanted) {
    used += width
    // The gap behind the last column may stand outside.
    if (widths.length > 0 && used - gap > available) break
    widths.push(Math.min(width, available + gap))
  }
  return widths
}

const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}
