import { resourceObject, type StoredSkill, storedSkills } from '../../objects/resource.ts'
import { dropJobs } from '../../store/due-jobs.ts'
import { fromStored } from '../../store/instants.ts'
import { findResource, saveResource } from '../../store/resources.ts'
import type { ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { revised } from '../context/revisions.ts'
import { changeResource } from './change-resource.ts'
import { emitStranded, strandedBy } from './stranded-bookings.ts'

/** The object of the jobs of one skill of one resource, so that its end can be moved without touching the others. */
export function skillJobsId(resourceId: string, skillId: string): string {
  return `${resourceId}/${skillId}`
}

/** Lets the clock end a skill at its new end, and no more at an earlier one. What has ended already ends at once. */
export async function scheduleSkillEnd(ctx: Context, resourceId: string, skill: StoredSkill): Promise<void> {
  const objectId = skillJobsId(resourceId, skill.skill_id)
  await dropJobs(ctx.trx, ctx.tenant.id, objectId)
  if (skill.valid_until == null) return
  const dueMs = Math.max(ctx.now, fromStored(skill.valid_until))
  const data = { resource_id: resourceId, skill_id: skill.skill_id }
  await ctx.schedule([{ kind: 'resource.skill_expires', objectId, dueMs, data }])
}

/** At valid_until: the skill is gone, and the coming bookings that need it are told of. */
export async function expireSkill(
  ctx: Context,
  _objectId: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const row = await findResource(ctx.trx, ctx.tenant.id, String(data.resource_id))
  if (row === undefined || row.status === 'archived') return
  const skillId = String(data.skill_id)
  const skill = storedSkills(row).find(({ skill_id }) => skill_id === skillId)
  if (skill?.valid_until == null || fromStored(skill.valid_until) > ctx.now) return
  // What begins after the end lacks the skill since its end is known. Nobody was told of it then, so it counts now as
  // if the end had come out of nowhere.
  const others = othersThan(row, skillId)
  await saveResource(ctx.trx, { ...row, ...skillsColumn([...others, { ...skill, valid_until: null }]) })
  const next = revised(ctx, row, skillsColumn(others))
  const stranded = await strandedBy(ctx, [row.id], () => changeResource(ctx, row, next))
  await ctx.emit('resource.skill_removed', resourceObject(next), { skill_id: skillId })
  await emitStranded(ctx, stranded)
}

/** The skills of a resource but one. */
export function othersThan(row: ResourceRow, skillId: string): StoredSkill[] {
  return storedSkills(row).filter(skill => skill.skill_id !== skillId)
}

/** The column of a resource with these skills, in order of their ids. */
export function skillsColumn(skills: readonly StoredSkill[]): { skills: string } {
  return { skills: JSON.stringify(skills.toSorted((a, b) => (a.skill_id < b.skill_id ? -1 : 1))) }
}
