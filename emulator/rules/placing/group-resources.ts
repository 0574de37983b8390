import type { RequirementGroup } from '../../objects/service.ts'
import type { SkillRequirement } from '../../scheduling/calendar.ts'
import { resourcesWithSkills } from '../../store/resource-lists.ts'
import { resourcesWithIds } from '../../store/resources.ts'
import type { ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'

/**
 * Everybody who may serve a requirement group, by id: the resources that it names; where it names none, all that
 * have its skills. Level and validity depend on the start and are conflicts (missing_skill), not a matter of who may.
 */
export async function resourcesOfGroup(
  ctx: Context,
  group: RequirementGroup | undefined,
): Promise<ResourceRow[]> {
  if (group === undefined) return []
  if (group.resource_ids.length > 0) {
    return await resourcesWithIds(ctx.trx, ctx.tenant.id, group.resource_ids)
  }
  if (group.skills.length === 0) return []
  const skillIds = group.skills.map(skill => skill.skill_id)
  return await resourcesWithSkills(ctx.trx, ctx.tenant.id, skillIds)
}

/** The skills that a group asks for, as scheduling reads them. */
export function skillsFrom(skills: RequirementGroup['skills']): SkillRequirement[] {
  return skills.map(({ skill_id, min_level }) => ({ skillId: skill_id, minLevel: min_level }))
}
