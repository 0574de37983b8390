import type { CreateTableBuilder, Kysely } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

type Table = CreateTableBuilder<string, string>

function columns(table: Table, type: 'text' | 'integer', required: string, optional = ''): Table {
  const names = (list: string) => list.split(' ').filter(name => name !== '')
  const filled = names(required).reduce((t, name) => t.addColumn(name, type, c => c.notNull()), table)
  return names(optional).reduce((t, name) => t.addColumn(name, type), filled)
}

interface Columns {
  readonly key: string[]
  readonly text: string
  readonly textOrNull?: string
  readonly integer?: string
  readonly integerOrNull?: string
}

const commonKey = ['tenant_id', 'id']
const commonText = 'tenant_id id created_at updated_at metadata'

const tables: Record<string, Columns> = {
  sandbox_settings: { key: ['name'], text: 'name value' },
  id_streams: { key: ['prefix'], text: 'prefix', integer: 'drawn' },
  tenants: {
    key: ['id'],
    text: 'id account_id name timezone currency plan limits policy created_at updated_at',
    integer: 'revision',
  },
  customers: {
    key: commonKey,
    text: `${commonText} name`,
    textOrNull: 'email phone external_ref timezone locale notes merged_into deleted_at',
    integer: 'revision processing_restricted',
  },
  services: {
    key: commonKey,
    text: `${commonText} name confirmation requirements policy status`,
    textOrNull: 'description price deposit',
    integer:
      'revision duration_min step_min buffer_before_min buffer_after_min notice_min horizon_days capacity',
    integerOrNull: 'max_per_day',
  },
  resources: {
    key: commonKey,
    text: `${commonText} type name timezone skills weekly status`,
    textOrNull: 'location_id offline',
    integer: 'revision capacity weight longest_block_ms',
    integerOrNull: 'max_bookings_per_day',
  },
  exceptions: {
    key: commonKey,
    text: `${commonText} resource_id kind from to intervals`,
    textOrNull: 'reason',
    integer: 'revision',
  },
  bookings: {
    key: commonKey,
    text: `${commonText} customer_id service_id resource_id status start_at end_at channel attendees allocations policy`,
    textOrNull:
      'location_id series_id hold_id original_start_at notes cancellation decline_reason confirm_by pay_by checked_in_at completed_at',
    integer:
      'revision buffer_before_min buffer_after_min send_confirmation party_size override_conflicts schedule_revision',
  },
  occupancies: {
    key: ['tenant_id', 'resource_id', 'blocks_from', 'holder_id'],
    text: 'tenant_id resource_id holder_id kind service_id start_at end_at blocks_from blocks_to',
    integer: 'units',
  },
  events: {
    key: ['tenant_id', 'seq'],
    text: 'tenant_id id type object_id created_at payload',
    textOrNull: 'request_id',
    integer: 'seq',
  },
  idempotency_records: {
    key: ['tenant_id', 'key_id', 'method', 'path', 'idempotency_key'],
    text: 'tenant_id key_id method path idempotency_key fingerprint headers body request_id created_at expires_at',
    integer: 'status',
  },
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, { key, text, textOrNull, integer = '', integerOrNull }] of Object.entries(tables)) {
    const table = columns(db.schema.createTable(name) as unknown as Table, 'text', text, textOrNull)
    await columns(table, 'integer', integer, integerOrNull)
      .addPrimaryKeyConstraint(`${name}_pk`, key as never[])
      .execute()
  }
  const indexes: [string, string, string[]][] = [
    ['bookings_by_creation', 'bookings', ['tenant_id', 'created_at', 'id']],
    ['bookings_by_start', 'bookings', ['tenant_id', 'start_at', 'id']],
    ['bookings_by_customer', 'bookings', ['tenant_id', 'customer_id', 'created_at', 'id']],
    ['bookings_by_resource', 'bookings', ['tenant_id', 'resource_id', 'start_at', 'id']],
    ['bookings_by_service', 'bookings', ['tenant_id', 'service_id', 'start_at', 'id']],
    ['exceptions_by_resource', 'exceptions', ['tenant_id', 'resource_id', 'id']],
    ['occupancies_by_holder', 'occupancies', ['tenant_id', 'holder_id']],
    ['events_by_id', 'events', ['tenant_id', 'id']],
    ['idempotency_by_expiry', 'idempotency_records', ['expires_at']],
  ]
  for (const [name, table, names] of indexes) {
    await db.schema.createIndex(name).on(table).columns(names).execute()
  }
}
