import { describe, expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book, conflictTypes, faultsOf } from '../bookings/booking-world.ts'
import { bookAll } from './resource-world.ts'
import { cardiology, giveSkill, heart, withHeartService } from './skill-world.ts'

const monday = '2026-04-20T05:00:00Z'

describe('a service that needs a skill', () => {
  test.each([
    [{ level: 3 }, []],
    [{ level: 2 }, ['missing_skill']],
    [{ level: 3, valid_until: '2026-04-20T05:00:00Z' }, ['missing_skill']],
    [{ level: 3, valid_until: '2026-04-20T05:00:01Z' }, []],
    // What expires during the booking counts at its start.
    [{ level: 3, valid_until: '2026-04-20T05:10:00Z' }, []],
  ])('at level 3, by one who has it with %j: %j', async (skill, conflicts) => {
    const sandbox = await withHeartService()
    await giveSkill(sandbox, skill)
    const answer = await book(sandbox, bodyAt(monday, heart))
    expect(answer.status === 201 ? [] : conflictTypes(answer)).toEqual(conflicts)
    if (answer.status !== 201)
      expect(answer.json.error.details.conflicts[0].skill_id).toBe('skill_cardiology')
  })

  test('suggests no start after the skill has ended', async () => {
    const sandbox = await withHeartService()
    await giveSkill(sandbox, { level: 3, valid_until: '2026-04-20T06:00:00Z' })
    const [taken] = await bookAll(sandbox, [monday], heart)
    const { details } = (await book(sandbox, bodyAt(monday, heart))).json.error
    expect(details).toEqual({
      conflicts: [{ type: 'existing_booking', id: taken }],
      suggestions: [{ start_at: '2026-04-20T05:30:00Z', available: true }],
    })
  })

  test('and names nobody takes turns among all who have it', async () => {
    const sandbox = await withHeartService()
    await addResource(sandbox, { id: 'res_dr_asha' })
    await addResource(sandbox, { id: 'res_porter', skills: '[]' })
    await addResource(sandbox, { id: 'res_retired', status: 'archived' })
    const { resource_id: _, ...anybody } = bodyAt(monday, { service_id: 'svc_anybody' })
    const served = []
    for (let i = 0; i < 2; i++) served.push((await book(sandbox, anybody)).json.resource_id)
    expect(served.toSorted()).toEqual(['res_dr_asha', 'res_dr_niket'])
    expect(conflictTypes(await book(sandbox, anybody))).toEqual(['existing_booking'])
  })

  test('and names nobody skips who has it no more, or not well enough', async () => {
    const sandbox = await withHeartService()
    await addResource(sandbox, { id: 'res_dr_asha' })
    await addResource(sandbox, { id: 'res_dr_bela' })
    await giveSkill(sandbox, { level: 2 }, '/v2/resources/res_dr_asha/skills/skill_cardiology')
    await giveSkill(
      sandbox,
      { level: 9, valid_until: '2026-04-19T00:00:00Z' },
      '/v2/resources/res_dr_bela/skills/skill_cardiology',
    )
    const { resource_id: _, ...anybody } = bodyAt(monday, { service_id: 'svc_anybody' })
    expect((await book(sandbox, anybody)).json.resource_id).toBe('res_dr_niket')
  })

  test('and names nobody refuses one who lacks it with the skill, which may be overridden', async () => {
    const sandbox = await withHeartService()
    await addResource(sandbox, { id: 'res_porter', skills: '[]' })
    const body = bodyAt(monday, { service_id: 'svc_anybody', resource_id: 'res_porter' })
    const refused = await book(sandbox, body)
    expect(refused.json.error.details.conflicts).toEqual([
      { type: 'missing_skill', skill_id: 'skill_cardiology' },
    ])
    expect((await book(sandbox, { ...body, override_conflicts: true })).status).toBe(201)
  })

  test('that nobody has cannot be booked', async () => {
    const sandbox = await withHeartService()
    await sandbox.send('DELETE', cardiology)
    const { resource_id: _, ...anybody } = bodyAt(monday, { service_id: 'svc_anybody' })
    expect(faultsOf(await book(sandbox, anybody))).toEqual(['/service_id no_resources'])
  })

  test('of a further group takes any room that has it', async () => {
    const sandbox = await forkSandbox()
    await addResource(sandbox, { id: 'res_room_a', type: 'room', skills: '[]' })
    await addResource(sandbox, { id: 'res_room_b', type: 'room' })
    const skills = [{ skill_id: 'skill_cardiology', min_level: 1 }]
    const groups = [
      { group: 'staff', resource_ids: ['res_dr_niket'], skills: [] },
      { group: 'room', resource_ids: [], skills },
    ]
    await addService(sandbox, { id: 'svc_room', requirements: JSON.stringify(groups) })
    const { json } = await book(sandbox, bodyAt(monday, { service_id: 'svc_room' }))
    expect(json.allocations).toEqual([
      { group: 'staff', resource_id: 'res_dr_niket' },
      { group: 'room', resource_id: 'res_room_b' },
    ])
  })
})
