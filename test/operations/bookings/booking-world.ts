import { sql } from 'kysely'
import type { Sandbox } from '../../../emulator/sandbox/sandbox.ts'
import type { BookingRow, Database, ResourceRow, ServiceRow } from '../../../emulator/store/schema.ts'
import type { TestAnswer, TestRequest, TestSandbox } from '../../world/sandbox.ts'

/** The body of the reference's Common request format. */
export const referenceBody = {
  customer_id: 'cust_priya_01',
  service_id: 'svc_consult_30',
  resource_id: 'res_dr_niket',
  start_at: '2026-04-20T05:00:00Z',
  channel: 'video_zoom',
  notes: 'Follow-up · cardiology',
  send_confirmation: true,
} as const

/** The least that books an appointment. */
export function bodyAt(start_at: string, members: Record<string, unknown> = {}) {
  return {
    customer_id: 'cust_priya_01',
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    start_at,
    ...members,
  }
}

/** What a widget sends: a customer in place of an id. */
export function widgetBodyAt(start_at: string, members: Record<string, unknown> = {}) {
  const { customer_id: _, ...body } = bodyAt(start_at)
  return { ...body, customer: { name: 'Meera Iyer', email: 'meera@example.com' }, ...members }
}

/** Creates a booking. */
export async function book(
  sandbox: TestSandbox,
  body: unknown,
  request: Omit<TestRequest, 'body'> = {},
): Promise<TestAnswer> {
  return await sandbox.send('POST', '/v2/bookings', { body, ...request })
}

/** The types of the conflicts of a refusal, in order. */
export function conflictTypes(answer: TestAnswer): string[] {
  return answer.json.error.details.conflicts.map((conflict: { type: string }) => conflict.type)
}

/** The starts that a refusal suggests. */
export function suggestedStarts(answer: TestAnswer): string[] {
  return answer.json.error.details.suggestions.map((suggestion: { start_at: string }) => suggestion.start_at)
}

/** Faults of a refused shape as `path code`. */
export function faultsOf(answer: TestAnswer): string[] {
  return (answer.json.error.details?.fields ?? []).map(
    (fault: { path: string; code: string }) => `${fault.path} ${fault.code}`,
  )
}

/** What the server notes of requests themselves, refused ones too. */
const requestTables = ['request_log', 'rate_buckets']

/** All rows of all tables of the API's data, to compare what a request left behind. */
export async function everything({
  sandbox,
}: {
  readonly sandbox: Pick<Sandbox, 'store'>
}): Promise<Record<string, unknown[]>> {
  return await sandbox.store.read(async trx => {
    const tables = await sql<{ name: keyof Database }>`
      select name from sqlite_master where type = 'table' and name not like 'kysely%'`.execute(trx)
    const rows: Record<string, unknown[]> = {}
    for (const { name } of tables.rows.filter(({ name }) => !requestTables.includes(name)))
      rows[name] = await trx.selectFrom(name).selectAll().execute()
    return rows
  })
}

/** Adds a resource like Dr Niket. */
export async function addResource(
  { sandbox }: TestSandbox,
  changes: Partial<ResourceRow> & { id: string },
): Promise<void> {
  await sandbox.store.write(async trx => {
    const like = await trx
      .selectFrom('resources')
      .selectAll()
      .where('id', '=', 'res_dr_niket')
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('resources')
      .values({ ...like, longest_block_ms: 0, ...changes })
      .execute()
  })
}

/** Adds those who serve, by how many at a time; gives the requirements of a service that any of them serves. */
export async function addStaff(
  sandbox: TestSandbox,
  capacities: Readonly<Record<string, number>>,
  changes: Partial<ResourceRow> = {},
): Promise<string> {
  for (const [id, capacity] of Object.entries(capacities))
    await addResource(sandbox, { id, capacity, ...changes })
  return JSON.stringify([groupOf('staff', Object.keys(capacities))])
}

/** A requirement group: any of some. */
export function groupOf(group: string, resource_ids: readonly string[]) {
  return { group, resource_ids, skills: [] }
}

/** Adds a service like the consultation. */
export async function addService(
  { sandbox }: TestSandbox,
  changes: Partial<ServiceRow> & { id: string },
): Promise<void> {
  await sandbox.store.write(async trx => {
    const like = await trx.selectFrom('services').selectAll().executeTakeFirstOrThrow()
    await trx
      .insertInto('services')
      .values({ ...like, ...changes })
      .execute()
  })
}

/** Adds bookings like the seeded one, without occupancies: rows to list. */
export async function addBookings(
  { sandbox }: TestSandbox,
  rows: readonly (Partial<BookingRow> & { id: string })[],
): Promise<void> {
  await sandbox.store.write(async trx => {
    const like = await trx
      .selectFrom('bookings')
      .selectAll()
      .where('id', '=', 'bk_01HXYW999')
      .executeTakeFirstOrThrow()
    for (const row of rows) {
      await trx
        .insertInto('bookings')
        .values({ ...like, ...row })
        .execute()
    }
  })
}
