import { skillObject } from '../../objects/skill.ts'
import type { Handler } from '../../rules/context/context.ts'
import { newRow } from '../../rules/context/new-row.ts'
import { mapPage } from '../../store/page.ts'
import type { SkillRow } from '../../store/schema.ts'
import { insertSkill, pageSkills } from '../../store/skills.ts'

export const listSkills: Handler<'listSkills'> = async ctx => {
  return mapPage(await pageSkills(ctx.trx, ctx.tenant.id, ctx.page), skillObject)
}

export const createSkill: Handler<'createSkill'> = async (ctx, { body }) => {
  const row: SkillRow = {
    ...(await newRow(ctx, 'skill', body.metadata)),
    name: body.name,
    description: body.description ?? null,
  }
  await insertSkill(ctx.trx, row)
  ctx.changed('skill', null, row)
  return skillObject(row)
}
