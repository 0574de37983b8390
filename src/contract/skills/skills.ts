import { Type } from 'typebox'
import { Skill, skillDescription, skillName } from '../objects/skill.ts'
import { defineList, defineOperation } from '../operation.ts'
import { metadata, strictObject } from '../schema.ts'

export const listSkills = defineList({
  id: 'listSkills',
  group: 'skills',
  path: '/v2/skills',
  command: 'skills list',
  scope: 'secret',
  source: 'derived',
  summary: 'List skills',
  description: 'The catalogue of skills, newest first.',
  item: Skill,
  fill: index => ({ operation: 'createSkill', body: { name: `Skill ${index}` } }),
  examples: [{ title: 'List the catalogue' }],
})

export const createSkill = defineOperation({
  id: 'createSkill',
  group: 'skills',
  method: 'POST',
  path: '/v2/skills',
  command: 'skills create',
  scope: 'secret',
  source: 'derived',
  summary: 'Create a skill',
  description: 'Adds a skill to the catalogue. Resources are then given it, and services may ask for it.',
  body: strictObject({
    name: skillName,
    description: Type.Optional(skillDescription),
    metadata: Type.Optional(metadata()),
  }),
  status: 201,
  result: Skill,
  seeds: 'skills',
  examples: [
    {
      title: 'Add a skill',
      body: { name: 'Paediatrics', description: 'Sees children up to twelve years.' },
    },
  ],
})
