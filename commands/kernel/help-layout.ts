import { largest } from '../../src/lists/extremes.ts'

type Row = readonly [string, string]

const widestName = 30

/** Two columns, the second wrapped beside the first; a name that is too long has a line of its own. */
export function columns(rows: readonly Row[], width: number): string {
  const nameWidth = Math.min(
    widestName,
    largest(
      rows.map(([name]) => name.length),
      0,
    ),
  )
  const margin = nameWidth + 4
  return rows
    .map(([name, text]) => {
      const lines = wrapped(text, Math.max(24, width - margin))
      const fits = name.length <= nameWidth
      const first = `  ${name.padEnd(nameWidth)}  ${fits ? (lines[0] ?? '') : ''}`.trimEnd()
      const rest = fits ? lines.slice(1) : lines
      return [first, ...rest.map(line => `${' '.repeat(margin)}${line}`)].map(line => `${line}\n`).join('')
    })
    .join('')
}

/** Text in lines of at most the width. */
export function wrap(text: string, width: number): string {
  return wrapped(text, width)
    .map(line => `${line}\n`)
    .join('')
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
