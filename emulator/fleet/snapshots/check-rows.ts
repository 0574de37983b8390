import { createTurns } from '../../../src/time/turns.ts'
import { ianaZone } from '../../scheduling/zone-names.ts'
import { storedMs } from '../../store/instants.ts'
import { UnusableSnapshot } from '../../store/snapshot-facts.ts'
import type { SnapshotRow, SnapshotRows } from '../../store/sqlite/snapshots/snapshot-rows.ts'
import type { createValidators, Validator } from '../../validation/validation.ts'
import { type RowShape, rowShapes } from './row-shapes.ts'

/** Columns of stored instants that are not called `…_at`. */
const instantColumns = new Set([
  'at',
  'confirm_by',
  'pay_by',
  'blocks_from',
  'blocks_to',
  'failing_since',
  'claimed_until',
])

const flagColumns = new Set([
  'processing_restricted',
  'send_confirmation',
  'override_conflicts',
  'replayed',
  'ready',
])

/** Where an object is that a column names, in the same tenant. None of these is ever deleted before what names it. */
const namedTables: Readonly<Record<string, string>> = {
  customer_id: 'customers',
  service_id: 'services',
  resource_id: 'resources',
  location_id: 'locations',
  booking_id: 'bookings',
  webhook_id: 'webhooks',
}

/** The stream that numbers of rows are drawn from: one that stood further back would give them again. */
const numberStreams: Readonly<Record<string, readonly [column: string, stream: string]>> = {
  events: ['seq', 'evt'],
  due_jobs: ['number', 'job'],
}

type FaultOf = (row: SnapshotRow) => string | undefined

/**
 * Reads every row of a snapshot as the API and the clock would. Throws UnusableSnapshot at the first that they could
 * not read. Others get their turns meanwhile.
 */
export async function checkRows(
  rows: SnapshotRows,
  validatorOf: ReturnType<typeof createValidators>,
): Promise<void> {
  const turns = createTurns()
  const tenants = new Set([...rows.rowsOf('tenants')].map(({ id }) => id))
  if (tenants.size === 0) throw new UnusableSnapshot('damaged', 'has no tenant')
  for (const table of rows.tables) {
    const shape = rowShapes[table as keyof typeof rowShapes] as unknown as RowShape<SnapshotRow>
    const checks: readonly FaultOf[] = [
      columnFault,
      row => referenceFault(row, table, tenants, rows),
      row => readFault(row, shape, validatorOf(shape.shape)),
      numberCheck(table, rows),
    ]
    for (const row of rows.rowsOf(table)) {
      for (const faultOf of checks) {
        const fault = faultOf(row)
        if (fault !== undefined) throw unreadable(table, row, fault)
      }
      if (turns.isOver) await turns.pass()
    }
  }
}

function columnFault(row: SnapshotRow): string | undefined {
  for (const [name, value] of Object.entries(row)) {
    if (value === null) continue
    if ((name.endsWith('_at') || instantColumns.has(name)) && storedMs(value) === null)
      return `${name} is no instant`
    if (name === 'timezone' && ianaZone(String(value)) === undefined) return 'timezone is no time zone'
    if (flagColumns.has(name) && value !== 0 && value !== 1) return `${name} is neither 0 nor 1`
  }
  return undefined
}

function referenceFault(
  row: SnapshotRow,
  table: string,
  tenants: ReadonlySet<unknown>,
  rows: SnapshotRows,
): string | undefined {
  // The log tells what was asked for, whether or not it was there.
  if (!('tenant_id' in row) || table === 'request_log') return undefined
  if (!tenants.has(row.tenant_id)) return 'tenant_id names no tenant'
  for (const [column, named] of Object.entries(namedTables)) {
    const id = row[column]
    if (typeof id !== 'string' || rows.has(named, String(row.tenant_id), id)) continue
    return `${column} names nothing in ${named}`
  }
  return undefined
}

function readFault(row: SnapshotRow, shape: RowShape<SnapshotRow>, validate: Validator): string | undefined {
  const { read = one => one, instants = () => [] } = shape
  try {
    const [fault] = validate(read(row))
    if (fault !== undefined) return `${fault.path.slice(1).replaceAll('/', '.')} ${fault.message}`
    const isSound = instants(row).every(instant => instant == null || storedMs(instant) !== null)
    return isSound ? undefined : 'an instant in it is none'
  } catch (error) {
    return `it cannot be read: ${(error as Error).message}`
  }
}

function numberCheck(table: string, rows: SnapshotRows): FaultOf {
  const [column, stream] = numberStreams[table] ?? []
  if (column === undefined) return () => undefined
  const found = [...rows.rowsOf('id_streams')].find(({ prefix }) => prefix === stream)
  const drawn = Number(found?.drawn ?? 0)
  return row => (Number(row[column]) > drawn ? `${column} was not drawn yet` : undefined)
}

function unreadable(table: string, row: SnapshotRow, fault: string): UnusableSnapshot {
  const id = typeof row.id === 'string' ? ` ${row.id.slice(0, 80)}` : ''
  return new UnusableSnapshot('damaged', `has a row in ${table} that cannot be used${id}: ${fault}`)
}
