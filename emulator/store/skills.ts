import type { Static } from 'typebox'
import type { Skill } from '../../src/contract/objects/skill.ts'
import { toAnswer } from './instants.ts'
import { fetchPage, type Page, type PageRequest } from './page.ts'
import type { SkillRow, Trx } from './schema.ts'

export type SkillObject = Static<typeof Skill>

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
export async function pageSkills(trx: Trx, tenantId: string, page: PageRequest): Promise<Page<SkillObject>> {
  const query = trx.selectFrom('skills').selectAll().where('tenant_id', '=', tenantId)
  return await fetchPage(query, page, skillObject)
}

/** The skill as the API answers it. */
export function skillObject(row: SkillRow): SkillObject {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    name: row.name,
    description: row.description,
    metadata: JSON.parse(row.metadata),
    created_at: toAnswer(row.created_at),
    updated_at: toAnswer(row.updated_at),
    revision: row.revision,
  }
}
