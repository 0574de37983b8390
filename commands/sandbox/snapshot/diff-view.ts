import type { DiffTotals, FieldChange, ObjectChange } from '../../../src/control/snapshot-control.ts'
import { cellOf, oneLine } from '../../../src/output/cell.ts'
import { type Paint, paintFor } from '../../../src/output/paint.ts'
import type { Sink } from '../../../src/output/terminal.ts'
import { clockAtText } from './snapshot-text.ts'

/** Shows changes one by one, and the totals at the end. */
export interface DiffView {
  add(change: ObjectChange): Promise<void>
  close(totals: DiffTotals): Promise<void>
}

const counted = ['events', 'requests', 'idempotency_records', 'due_jobs'] as const

/** For people by kind, with the members of each object; piped one line for each member, tab-separated. */
export function openDiffView(sink: Sink): DiffView {
  if (!sink.isTty) {
    return {
      add: change => sink.write(tabbedChange(change)),
      close: totals => sink.write(tabbedTotals(totals)),
    }
  }
  const paint = paintFor(sink)
  let kind = ''
  return {
    async add(change) {
      if (change.object !== kind)
        await sink.write(`${kind === '' ? '' : '\n'}${paint('bold', `${change.object}s`)}\n`)
      kind = change.object
      await sink.write(shownChange(change, paint))
    },
    close: totals =>
      sink.write(`${kind === '' ? 'No object differs.\n' : ''}\n${shownTotals(totals, paint)}`),
  }
}

const marks = { added: ['green', '+'], removed: ['red', '-'], changed: ['yellow', '~'] } as const

function shownChange({ change, id, name, fields }: ObjectChange, paint: Paint): string {
  const [colour, mark] = marks[change]
  const head = `  ${paint(colour, mark)} ${oneLine(id)}`
  if (change !== 'changed') return `${head}${name === null ? '' : `  ${oneLine(name)}`}\n`
  const [only] = fields
  if (fields.length === 1 && only !== undefined) return `${head}  ${fieldText(only, paint)}\n`
  return `${head}\n${fields.map(field => `      ${fieldText(field, paint)}\n`).join('')}`
}

function fieldText({ field, from, to }: FieldChange, paint: Paint): string {
  return `${oneLine(field)} ${valueText(from)} ${paint('dim', '->')} ${valueText(to)}`
}

function valueText(value: unknown): string {
  if (typeof value === 'string')
    return value === '' || /\s/.test(value) ? JSON.stringify(value) : oneLine(value)
  return oneLine(JSON.stringify(value))
}

function shownTotals(totals: DiffTotals, paint: Paint): string {
  const { added, removed, changed, clock } = totals
  const counts = counted
    .map(name => [name.replace('_', ' '), totals[name]] as const)
    .map(([name, { from, to }]) =>
      from === to ? `${to} ${name}` : `${from} ${paint('dim', '->')} ${to} ${name}`,
    )
  const [before, after] = [clockAtText(clock.from), clockAtText(clock.to)]
  return [
    `${added} added, ${removed} removed, ${changed} changed\n`,
    `${counts.join(', ')}\n`,
    before === after ? `Clock: ${after}\n` : `Clock: ${before} ${paint('dim', '->')} ${after}\n`,
  ].join('')
}

/** Objects that were added or removed have their name in the place of their members. */
function tabbedChange({ change, object, id, name, fields }: ObjectChange): string {
  const members =
    change === 'changed'
      ? fields
      : [{ field: '', from: change === 'removed' ? name : null, to: change === 'added' ? name : null }]
  return members
    .map(({ field, from, to }) => [change, object, id, field, from, to].map(cellOf).join('\t'))
    .map(line => `${line}\n`)
    .join('')
}

function tabbedTotals({ clock, ...totals }: DiffTotals): string {
  const rows = [
    ...counted.map(name => [name, totals[name].from, totals[name].to]),
    ['clock', clock.from.now, clock.to.now],
  ]
  return rows.map(([what, from, to]) => `total\t${what}\t\t\t${from}\t${to}\n`).join('')
}
