import type { CreateTableBuilder, Kysely } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

type Table = CreateTableBuilder<string, string>

/** Columns by type; a question mark stands for one that may be null. */
interface Columns {
  readonly key: readonly string[]
  readonly text?: string
  readonly integer?: string
}

const tables: Record<string, Columns> = {
  due_jobs: { key: ['number'], integer: 'number', text: 'due_at kind tenant_id object_id data' },
  rate_buckets: { key: ['tenant_id'], text: 'tenant_id saved_at', integer: 'second_ms minute_ms day_ms' },
  request_log: {
    key: ['number'],
    integer: 'number status duration_us replayed',
    text: 'at request_id method path operation? tenant_id? key_hint? key_scope? idempotency_key? error_code? origin? user_agent?',
  },
  locations: {
    key: ['tenant_id', 'id'],
    text: 'tenant_id id created_at updated_at metadata name timezone address? opening_hours? holidays',
    integer: 'revision',
  },
  skills: {
    key: ['tenant_id', 'id'],
    text: 'tenant_id id created_at updated_at metadata name description?',
    integer: 'revision',
  },
}

const indexes: [string, string, string[]][] = [
  ['due_jobs_by_time', 'due_jobs', ['due_at', 'number']],
  ['due_jobs_by_object', 'due_jobs', ['tenant_id', 'object_id']],
  ['customers_by_creation', 'customers', ['tenant_id', 'created_at', 'id']],
  ['customers_by_email', 'customers', ['tenant_id', 'email', 'created_at', 'id']],
  ['customers_by_phone', 'customers', ['tenant_id', 'phone', 'created_at', 'id']],
  ['customers_by_external_ref', 'customers', ['tenant_id', 'external_ref', 'created_at', 'id']],
  ['services_by_creation', 'services', ['tenant_id', 'created_at', 'id']],
  ['resources_by_creation', 'resources', ['tenant_id', 'created_at', 'id']],
  ['locations_by_creation', 'locations', ['tenant_id', 'created_at', 'id']],
  ['skills_by_creation', 'skills', ['tenant_id', 'created_at', 'id']],
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, { key, text, integer }] of Object.entries(tables)) {
    const table = withColumns(
      withColumns(db.schema.createTable(name) as unknown as Table, 'text', text),
      'integer',
      integer,
    )
    await table.addPrimaryKeyConstraint(`${name}_pk`, key as never[]).execute()
  }
  for (const [name, table, columns] of indexes) {
    await db.schema.createIndex(name).on(table).columns(columns).execute()
  }
}

function withColumns(table: Table, type: 'text' | 'integer', names = ''): Table {
  return names
    .split(' ')
    .filter(name => name !== '')
    .reduce(
      (built, name) =>
        name.endsWith('?')
          ? built.addColumn(name.slice(0, -1), type)
          : built.addColumn(name, type, column => column.notNull()),
      table,
    )
}
