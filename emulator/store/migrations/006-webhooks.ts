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
  webhooks: {
    key: ['tenant_id', 'id'],
    text: 'tenant_id id created_at updated_at metadata url events description? status disabled_reason? failing_since?',
    integer: 'revision',
  },
  webhook_secrets: {
    key: ['tenant_id', 'webhook_id', 'number'],
    text: 'tenant_id webhook_id secret created_at expires_at?',
    integer: 'number',
  },
  deliveries: {
    key: ['tenant_id', 'id'],
    text: 'tenant_id id created_at updated_at webhook_id event_id sample? status due_at url request_headers? response_headers? response_body? error? attempted_at? next_attempt_at?',
    integer: 'revision event_seq attempt step ready response_status? latency_ms?',
  },
}

const indexes: [string, string, string[]][] = [
  ['webhooks_by_creation', 'webhooks', ['tenant_id', 'created_at', 'id']],
  [
    'deliveries_to_make',
    'deliveries',
    ['status', 'ready', 'tenant_id', 'webhook_id', 'event_seq', 'attempt'],
  ],
  ['deliveries_by_webhook', 'deliveries', ['tenant_id', 'webhook_id', 'created_at', 'id']],
  ['deliveries_by_event', 'deliveries', ['tenant_id', 'event_id', 'attempt']],
  ['events_by_creation', 'events', ['tenant_id', 'created_at', 'id']],
  ['events_by_object', 'events', ['tenant_id', 'object_id', 'created_at', 'id']],
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
