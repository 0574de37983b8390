import { Type } from 'typebox'
import { Resource } from '../objects/resource.ts'
import { skillLevel, skillValidUntil } from '../objects/skill.ts'
import { defineOperation } from '../operation.ts'
import { idOf, strictObject } from '../schema.ts'

const resourceSkillIds = strictObject({
  resource_id: idOf('res', 'resource'),
  skill_id: idOf('skill', 'skill'),
})

export const putResourceSkill = defineOperation({
  id: 'putResourceSkill',
  group: 'resources',
  method: 'PUT',
  path: '/v2/resources/{resource_id}/skills/{skill_id}',
  command: 'resources skills set',
  scope: 'secret',
  source: 'derived',
  summary: 'Give a resource a skill',
  description: 'Adds the skill, or replaces its level and end. Without `valid_until` it counts for ever.',
  params: resourceSkillIds,
  body: strictObject({
    level: skillLevel,
    valid_until: Type.Optional(skillValidUntil),
  }),
  result: Resource,
  conditional: true,
  seeds: 'resources.skills',
  emits: ['resource.skill_added'],
  examples: [
    {
      title: 'Certify for two years',
      params: { resource_id: 'res_dr_niket', skill_id: 'skill_cardiology' },
      body: { level: 4, valid_until: '2028-04-30T18:30:00Z' },
    },
  ],
})

export const removeResourceSkill = defineOperation({
  id: 'removeResourceSkill',
  group: 'resources',
  method: 'DELETE',
  path: '/v2/resources/{resource_id}/skills/{skill_id}',
  command: 'resources skills remove',
  scope: 'secret',
  source: 'derived',
  summary: 'Take a skill from a resource',
  description:
    'Each coming booking that needs the skill is told of as schedule.violation_detected; none is moved.',
  params: resourceSkillIds,
  result: Resource,
  conditional: true,
  destructive: true,
  emits: [
    'resource.skill_removed',
    {
      type: 'schedule.violation_detected',
      example: {
        params: { resource_id: 'res_dr_niket', skill_id: 'skill_cardiology' },
        after: [
          {
            operation: 'setServiceResources',
            params: { service_id: 'svc_consult_30' },
            body: { requirements: [{ group: 'staff', skills: [{ skill_id: 'skill_cardiology' }] }] },
          },
        ],
      },
    },
  ],
  examples: [
    {
      title: 'Take a skill away',
      params: { resource_id: 'res_dr_niket', skill_id: 'skill_cardiology' },
    },
  ],
})
