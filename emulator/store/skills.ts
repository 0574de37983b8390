import { fetchPage, type Page, type PageRequest } from './page.ts'
import type { SkillRow, Trx } from './schema.ts'

/** Adds a skill to the catalogue. */
export async function insertSkill(trx: Trx, row: SkillRow): Promise<void> {
  await trx.insertInto('skills').values(row).execute()
}

/** The skill of this tenant, or undefined. */
export async function findSkill(trx: Trx, tenantId: string, id: string): Promise<SkillRow | undefined> {
  return await trx
    .selectFrom('skills')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** One page of the tenant's skills. */
export async function pageSkills(trx: Trx, tenantId: string, page: PageRequest): Promise<Page<SkillRow>> {
  const query = trx.selectFrom('skills').selectAll().where('tenant_id', '=', tenantId)
  return await fetchPage(query, page)
}
