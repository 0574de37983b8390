import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { jobKinds } from '../../emulator/clock/jobs/kinds.ts'
import { type EventDeclaration, events } from '../../src/contract/event-types.ts'
import { operations } from '../../src/contract/index.ts'

/** The inventory of the whole API: what the project is to have. */
const inventory = new URL('../../src/contract/inventory/', import.meta.url)

/** Rows of a table by its first-named key. */
function rowsOf(file: string, key: string): Map<string, Record<string, string>> {
  const path = new URL(file, inventory)
  const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  const names = head.split('\t')
  const rows = lines.map(line => {
    const cells = line.split('\t')
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']))
  })
  return new Map(rows.map(row => [row[key] ?? '', row]))
}

function listIn(cell = ''): string[] {
  return cell === '-' ? [] : cell.split(';').map(word => word.trim())
}

const endpoints = rowsOf('endpoints.tsv', 'operation_id')
const eventRows = rowsOf('events.tsv', 'type')

/** Who emits an event, as far as it is declared: ids of operations, kinds of jobs. */
function emittersOf(type: string): { operations: string[]; jobs: string[] } {
  const emitting = (emits: readonly { readonly type: string }[]) =>
    emits.some(emission => emission.type === type)
  return {
    operations: operations.filter(({ emits }) => emitting(emits)).map(({ id }) => id),
    jobs: Object.entries(jobKinds).flatMap(([kind, { emits }]) => (emitting(emits) ? [kind] : [])),
  }
}

/** Parts of the API that are not there yet: nobody need claim to emit their events, until somebody does. */
const partsToCome = ['payment', 'data_request', 'audit', 'breach', 'consent']

function isToCome(type: string): boolean {
  const part = type === 'customer.consent_changed' ? 'consent' : type.slice(0, type.indexOf('.'))
  const emitters = emittersOf(type)
  return partsToCome.includes(part) && emitters.operations.length + emitters.jobs.length === 0
}

describe('endpoints.tsv', () => {
  it('is read in full', () => {
    expect(endpoints.size).toBe(120)
    expect(eventRows.size).toBe(48)
  })

  it.each(operations.map(operation => [operation.id, operation] as const))(
    'agrees with %s',
    (id, operation) => {
      const row = endpoints.get(id)
      expect({
        group: operation.group,
        method: operation.method,
        path: operation.path,
        command: operation.command,
        key_scope: operation.scope,
        in_reference: operation.source === 'reference' ? 'yes' : 'no',
      }).toEqual({
        group: row?.group,
        method: row?.method,
        path: row?.path,
        command: row?.command,
        key_scope: row?.key_scope,
        in_reference: row?.in_reference,
      })
      expect(operation.emits.map(({ type }) => type)).toEqual(
        listIn(row?.emits).filter(type => !isToCome(type)),
      )
    },
  )
})

describe('events.tsv', () => {
  it.each(Object.entries(events) as [string, EventDeclaration][])('agrees with %s', (type, declaration) => {
    const row = eventRows.get(type)
    expect(declaration.source).toBe(row?.in_reference === 'yes' ? 'reference' : 'derived')
    const [object = '', ...siblings] = (row?.payload_object ?? '').split(' + ')
    const component = (declaration.object as { 'x-component'?: string })['x-component'] ?? ''
    const words = object.replace(/ [({].*/, '').split(' ')
    expect([words[0], words.join('_')]).toContain(component.replaceAll(/(?!^)([A-Z])/g, '_$1').toLowerCase())
    expect(Object.keys(declaration.siblings)).toHaveLength(siblings.length)
  })

  it.each(Object.keys(events))('names every declared operation that emits %s', type => {
    const emitters = isToCome(type) ? [] : listIn(eventRows.get(type)?.emitted_by)
    const declared = operations.map(({ id }) => id as string)
    expect(emittersOf(type).operations.sort()).toEqual(emitters.filter(id => declared.includes(id)).sort())
  })

  // Its words are for people: which of the jobs it is, the walk finds out.
  it.each(Object.keys(events))('says whether the clock emits %s', type => {
    const byClock = !isToCome(type) && /\bCLOCK\b/.test(eventRows.get(type)?.emitted_by ?? '')
    expect(emittersOf(type).jobs.length > 0).toBe(byClock)
  })
})
