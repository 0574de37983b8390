import { instantMs } from '../../../src/contract/instants.ts'
import { resourceObject, type StoredSkill, storedSkills } from '../../objects/resource.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { previousAttributes, requireRevision, revised } from '../../rules/context/revisions.ts'
import { changeResource } from '../../rules/hours/change-resource.ts'
import { othersThan, scheduleSkillEnd, skillJobsId, skillsColumn } from '../../rules/hours/skill-expiry.ts'
import { emitStranded, strandedBy } from '../../rules/hours/stranded-bookings.ts'
import { dropJobs } from '../../store/due-jobs.ts'
import { toStored } from '../../store/instants.ts'
import { findResource } from '../../store/resources.ts'
import type { ResourceRow } from '../../store/schema.ts'
import { findSkill } from '../../store/skills.ts'

export const putResourceSkill: Handler<'putResourceSkill'> = async (ctx, { params, body }) => {
  const row = await requireResource(ctx, params.resource_id)
  found(await findSkill(ctx.trx, ctx.tenant.id, params.skill_id), 'skill', params.skill_id)
  requireRevision(ctx, row)
  const untilMs = body.valid_until == null ? null : instantMs(body.valid_until)
  const skill: StoredSkill = {
    skill_id: params.skill_id,
    level: body.level,
    valid_until: untilMs === null ? null : toStored(untilMs),
  }
  const next = revised(ctx, row, skillsColumn([...othersThan(row, params.skill_id), skill]))
  const resource = resourceObject(next)
  if (Object.keys(previousAttributes(resourceObject(row), resource)).length === 0) return resourceObject(row)
  await changeResource(ctx, row, next)
  await scheduleSkillEnd(ctx, row.id, skill)
  await ctx.emit('resource.skill_added', resource, { skill_id: params.skill_id })
  return resource
}

export const removeResourceSkill: Handler<'removeResourceSkill'> = async (ctx, { params }) => {
  const row = await requireResource(ctx, params.resource_id)
  const had = storedSkills(row).find(skill => skill.skill_id === params.skill_id)
  found(had, `skill of ${row.id}`, params.skill_id)
  requireRevision(ctx, row)
  const next = revised(ctx, row, skillsColumn(othersThan(row, params.skill_id)))
  const stranded = await strandedBy(ctx, [row.id], () => changeResource(ctx, row, next))
  await dropJobs(ctx.trx, ctx.tenant.id, skillJobsId(row.id, params.skill_id))
  await ctx.emit('resource.skill_removed', resourceObject(next), { skill_id: params.skill_id })
  await emitStranded(ctx, stranded)
  return resourceObject(next)
}

async function requireResource(ctx: Context, id: string): Promise<ResourceRow> {
  return found(await findResource(ctx.trx, ctx.tenant.id, id), 'resource', id)
}
