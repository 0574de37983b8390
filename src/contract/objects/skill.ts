import { Type } from 'typebox'
import { commonMembers, component, idOf, instant, metadata, nullable } from '../schema.ts'
import { wording } from '../texts.ts'

export const skillName = wording(200, 'Name of the skill.')
export const skillDescription = nullable(Type.String({ maxLength: 2000 }), {
  description: 'What somebody with the skill can do.',
})
export const skillLevel = Type.Integer({
  minimum: 1,
  maximum: 100,
  description: 'How well the resource has the skill; services ask for a least level.',
})

export const skillValidUntil = nullable(instant('End of the skill.'), {
  description: 'The skill counts for starts before this instant; null: for ever.',
})

/** Something that resources can do and services need. */
export const Skill = component(
  'Skill',
  {
    id: idOf('skill', 'skill'),
    ...commonMembers,
    name: skillName,
    description: skillDescription,
    metadata: metadata(),
  },
  { 'x-columns': ['id', 'name', 'description'] },
)

/** A skill as a resource has it. */
export const ResourceSkill = component('ResourceSkill', {
  skill_id: idOf('skill', 'skill'),
  level: skillLevel,
  valid_until: skillValidUntil,
})
