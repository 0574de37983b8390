import { Type } from 'typebox'
import { component, idOf, nullable } from '../schema.ts'
import { ownWord } from '../texts.ts'
import { Money } from './money.ts'
import { skillLevel } from './skill.ts'

const group = Type.String({
  pattern: ownWord,
  description: 'Name of the group, such as staff or room; each once.',
})
const resourceIds = Type.Array(idOf('res', 'resource'), {
  maxItems: 100,
  uniqueItems: true,
  description: 'Resources of the group; none: all that have the skills.',
})
const overrideDuration = nullable(Type.Integer({ minimum: 1, maximum: 1440 }), {
  description: 'Length of a booking with this resource, in minutes; null: that of the service.',
})
const overridePrice = nullable(Money, {
  description: 'What a booking with this resource costs; null: the price of the service.',
})

/** A group of resources of which a booking takes one, as it is answered. */
export const RequirementGroup = component('RequirementGroup', {
  group,
  resource_ids: resourceIds,
  skills: Type.Array(
    component('SkillRequirement', { skill_id: idOf('skill', 'skill'), min_level: skillLevel }),
    { maxItems: 20, description: 'Skills that the resource must have when the booking starts.' },
  ),
  overrides: Type.Array(
    component('ResourceOverride', {
      resource_id: idOf('res', 'resource'),
      duration_min: overrideDuration,
      price: overridePrice,
    }),
    { maxItems: 100, description: 'What is different with one resource; in the first group only.' },
  ),
})

/** The same as it is sent. */
export const RequirementGroupRequest = component('RequirementGroupRequest', {
  group,
  resource_ids: Type.Optional(resourceIds),
  skills: Type.Optional(
    Type.Array(
      component('SkillRequirementRequest', {
        skill_id: idOf('skill', 'skill'),
        min_level: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 100, default: 1, description: 'Least level.' }),
        ),
      }),
      { maxItems: 20, description: 'Skills that the resource must have, each once.' },
    ),
  ),
  overrides: Type.Optional(
    Type.Array(
      component('ResourceOverrideRequest', {
        resource_id: idOf('res', 'resource'),
        duration_min: Type.Optional(overrideDuration),
        price: Type.Optional(overridePrice),
      }),
      { maxItems: 100, description: 'What is different with one resource; in the first group only.' },
    ),
  ),
})

/** The groups of a service as they are sent. */
export const requirementGroups = Type.Array(RequirementGroupRequest, {
  maxItems: 10,
  description: 'All groups, in place of those before. Without any, the service cannot be booked.',
})
