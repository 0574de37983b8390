import { largest } from '../lists/extremes.ts'
import { cellOf, cut, summaryOf } from './cell.ts'
import { paintFor } from './paint.ts'
import type { Sink } from './terminal.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Writes one object: for people aligned, the named columns first and without empty members;
 * piped as `name<TAB>value` lines, every member in the order of the API.
 */
export async function writeRecord(sink: Sink, fields: Fields, columns: readonly string[]): Promise<void> {
  await sink.write(sink.isTty ? alignedText(sink, fields, columns) : tabbedText(fields))
}

function tabbedText(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}\t${cellOf(value)}\n`)
    .join('')
}

function alignedText(sink: Sink, fields: Fields, columns: readonly string[]): string {
  const paint = paintFor(sink)
  const known = columns.filter(name => name in fields)
  const others = Object.keys(fields).filter(name => !columns.includes(name) && !isEmpty(fields[name]))
  const names = [...known, ...others]
  const width = largest(
    names.map(name => name.length),
    0,
  )
  return names
    .map(name => {
      const value = cut(summaryOf(fields[name]), Math.max(20, sink.columns - width - 2))
      return `${paint('dim', name.padEnd(width))}  ${value}\n`
    })
    .join('')
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}
