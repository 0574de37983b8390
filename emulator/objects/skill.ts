import type { Static } from 'typebox'
import type { Skill } from '../../src/contract/objects/skill.ts'
import { toAnswer } from '../store/instants.ts'
import type { SkillRow } from '../store/schema.ts'

export type SkillObject = Static<typeof Skill>

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
