import type { FieldFault } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import type { RequirementGroup } from '../../objects/service.ts'
import { unknownIds } from '../../store/known-ids.ts'
import { resourcesWithIds } from '../../store/resources.ts'
import type { Context } from '../context/context.ts'
import { currencyFaults, unknownIdFault } from '../fields/field-faults.ts'

type SentGroup = InputOf<Operations['setServiceResources']>['body']['requirements'][number]

/** The groups of a request, whole, and every fault of what they name. Pointers begin at `/requirements`. */
export async function readRequirements(
  ctx: Context,
  groups: readonly SentGroup[],
): Promise<{ requirements: RequirementGroup[]; faults: FieldFault[] }> {
  const named = await namedObjects(ctx, groups)
  const faults = groups.flatMap((group, index) => {
    const path = `/requirements/${index}`
    return [
      ...repeated(groups, index, one => one.group, `${path}/group`),
      ...memberFaults(group, named, path),
      ...overrideFaults(group, named, index === 0, path),
    ]
  })
  return { requirements: groups.map(wholeGroup), faults }
}

interface Named {
  readonly resources: ReadonlySet<string>
  readonly unknownSkills: ReadonlySet<string>
}

/** What of the named is there. An archived resource cannot be booked, so no service may ask for it. */
async function namedObjects(ctx: Context, groups: readonly SentGroup[]): Promise<Named> {
  const resourceIds = groups.flatMap(({ resource_ids = [], overrides = [] }) => [
    ...resource_ids,
    ...overrides.map(override => override.resource_id),
  ])
  const skillIds = groups.flatMap(({ skills = [] }) => skills.map(skill => skill.skill_id))
  const resources = await resourcesWithIds(ctx.trx, ctx.tenant.id, [...new Set(resourceIds)])
  const unknownSkills = await unknownIds(ctx.trx, 'skills', ctx.tenant.id, [...new Set(skillIds)])
  return {
    resources: new Set(resources.map(resource => resource.id)),
    unknownSkills: new Set(unknownSkills),
  }
}

function memberFaults(
  { resource_ids = [], skills = [] }: SentGroup,
  { resources, unknownSkills }: Named,
  path: string,
): FieldFault[] {
  if (resource_ids.length + skills.length === 0) {
    return [{ path: `${path}/resource_ids`, code: 'required', message: 'or skills must name at least one' }]
  }
  return [
    ...resource_ids.flatMap((id, i) =>
      resources.has(id) ? [] : [unknownIdFault(`${path}/resource_ids/${i}`, 'resource', id)],
    ),
    ...skills.flatMap(({ skill_id }, i) =>
      unknownSkills.has(skill_id)
        ? [unknownIdFault(`${path}/skills/${i}/skill_id`, 'skill', skill_id)]
        : repeated(skills, i, one => one.skill_id, `${path}/skills/${i}/skill_id`),
    ),
  ]
}

function overrideFaults(
  { resource_ids = [], overrides = [] }: SentGroup,
  { resources }: Named,
  isFirst: boolean,
  path: string,
): FieldFault[] {
  if (overrides.length > 0 && !isFirst) {
    const message = 'may be in the first group only: its resource decides about duration and price'
    return [{ path: `${path}/overrides`, code: 'first_group_only', message }]
  }
  return overrides.flatMap(({ resource_id, price }, i) => {
    const at = `${path}/overrides/${i}`
    const faults = currencyFaults(`${at}/price/currency`, price?.currency)
    if (!resources.has(resource_id))
      return [unknownIdFault(`${at}/resource_id`, 'resource', resource_id), ...faults]
    if (resource_ids.length > 0 && !resource_ids.includes(resource_id)) {
      const message = `is not in the group: ${resource_id}`
      return [{ path: `${at}/resource_id`, code: 'not_eligible', message }, ...faults]
    }
    return [...repeated(overrides, i, one => one.resource_id, `${at}/resource_id`), ...faults]
  })
}

function repeated<T>(
  all: readonly T[],
  index: number,
  nameOf: (one: T) => string,
  path: string,
): FieldFault[] {
  const names = all.map(nameOf)
  const name = names[index]
  if (name === undefined || names.indexOf(name) === index) return []
  return [{ path, code: 'duplicate', message: `may occur once: ${name}` }]
}

function wholeGroup({ group, resource_ids = [], skills = [], overrides = [] }: SentGroup): RequirementGroup {
  return {
    group,
    resource_ids: [...resource_ids],
    skills: skills.map(({ skill_id, min_level = 1 }) => ({ skill_id, min_level })),
    overrides: overrides.map(({ resource_id, duration_min = null, price = null }) => ({
      resource_id,
      duration_min,
      price,
    })),
  }
}
