import type { Kysely } from 'kysely'

// Frozen history: imports nothing of the application, and never changes once it was released.

const common = 'tenant_id id created_at updated_at metadata'

const tables = {
  optimizations: {
    texts: `${common} window_from window_to resource_ids weights status infeasible_because base proposal`,
    integers: 'revision movable iterations seed progress',
    optionalTexts:
      'booking_ids outcome score initial_score bound failure started_at finished_at committed_at',
  },
  schedule_constraints: {
    texts: `${common} constraints`,
    integers: 'revision',
    optionalTexts: '',
  },
} as const

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, { texts, integers, optionalTexts }] of Object.entries(tables)) {
    let table = db.schema.createTable(name)
    for (const text of wordsIn(texts)) table = table.addColumn(text, 'text', column => column.notNull())
    for (const integer of wordsIn(integers))
      table = table.addColumn(integer, 'integer', column => column.notNull())
    for (const text of wordsIn(optionalTexts)) table = table.addColumn(text, 'text')
    await table.addPrimaryKeyConstraint(`${name}_pk`, ['tenant_id', 'id'] as never[]).execute()
  }
  for (const filter of [[], ['status'], ['outcome']]) {
    await db.schema
      .createIndex(`optimizations_by_${filter[0] ?? 'creation'}`)
      .on('optimizations')
      .columns(['tenant_id', ...filter, 'created_at', 'id'])
      .execute()
  }
}

function wordsIn(text: string): string[] {
  return text.split(' ').filter(word => word !== '')
}
