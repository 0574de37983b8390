import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import {
  addResource,
  addService,
  bodyAt,
  book,
  conflictTypes,
  everything,
  faultsOf,
} from '../bookings/booking-world.ts'
import { bookAll, violationsAfter } from './resource-world.ts'

const cardiology = '/v2/resources/res_dr_niket/skills/skill_cardiology'
const monday = '2026-04-20T05:00:00Z'
const heart = { service_id: 'svc_heart' }

/** A consultation for which Dr Niket needs the skill, and one for which anybody who has it will do. */
async function withHeartService(min_level = 3): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  const skills = [{ skill_id: 'skill_cardiology', min_level }]
  const needing = (resource_ids: string[]) => JSON.stringify([{ group: 'staff', resource_ids, skills }])
  await addService(sandbox, { id: 'svc_heart', requirements: needing(['res_dr_niket']) })
  await addService(sandbox, { id: 'svc_anybody', requirements: needing([]) })
  return sandbox
}

async function give(sandbox: TestSandbox, resource: string, body: object): Promise<void> {
  const answer = await sandbox.send('PUT', `/v2/resources/${resource}/skills/skill_cardiology`, { body })
  expect(answer.status, answer.text).toBe(200)
}

describe('putResourceSkill', () => {
  test('adds or replaces a skill; they stand in order of their ids', async () => {
    const sandbox = await forkSandbox()
    const { json: skill } = await sandbox.send('POST', '/v2/skills', { body: { name: 'Anatomy' } })
    const url = `/v2/resources/res_dr_niket/skills/${skill.id}`
    const until = '2026-05-01T05:30:00+05:30'
    const first = await sandbox.send('PUT', url, { body: { level: 2, valid_until: until } })
    expect([first.status, first.headers.etag]).toEqual([200, '"2"'])
    expect(first.json.skills).toEqual([
      { skill_id: skill.id, level: 2, valid_until: '2026-05-01T00:00:00Z' },
      { skill_id: 'skill_cardiology', level: 3, valid_until: null },
    ])
    // A PUT says all of it: without an end, there is none.
    const second = await sandbox.send('PUT', url, { body: { level: 2 } })
    expect(second.json.skills[0]).toEqual({ skill_id: skill.id, level: 2, valid_until: null })
    expect((await sandbox.events()).map(({ type, data }) => [type, data])).toEqual([
      ['resource.skill_added', { object: first.json, skill_id: skill.id }],
      ['resource.skill_added', { object: second.json, skill_id: skill.id }],
    ])
  })

  test('the same again changes nothing', async () => {
    const sandbox = await forkSandbox()
    const before = await everything(sandbox)
    const answer = await sandbox.send('PUT', cardiology, { body: { level: 3, valid_until: null } })
    expect([answer.status, answer.json.revision]).toEqual([200, 1])
    expect(await everything(sandbox)).toEqual(before)
  })

  test.each([
    [{}, '/level required'],
    [{ level: 0 }, '/level too_small'],
    [{ level: 101 }, '/level too_large'],
    [{ level: 1, valid_until: '2026-05-01' }, '/valid_until invalid_format'],
  ])('%j is refused', async (body, fault) => {
    expect(faultsOf(await (await forkSandbox()).send('PUT', cardiology, { body }))).toEqual([fault])
  })

  test('either of the two may be missing', async () => {
    const sandbox = await forkSandbox()
    for (const [url, what] of [
      ['/v2/resources/res_x/skills/skill_cardiology', 'resource res_x'],
      ['/v2/resources/res_dr_niket/skills/skill_x', 'skill skill_x'],
    ]) {
      const { status, json } = await sandbox.send('PUT', url ?? '', { body: { level: 1 } })
      expect([status, json.error.message]).toEqual([
        404,
        `There is no ${what} here; check the id and the tenant`,
      ])
    }
  })
})

describe('removeResourceSkill', () => {
  test('takes it away, and tells of coming bookings that need it', async () => {
    const sandbox = await withHeartService()
    const [needs] = await bookAll(sandbox, [monday], heart)
    await bookAll(sandbox, ['2026-04-20T06:00:00Z'])
    const before = (await sandbox.events()).length
    const answer = await sandbox.send('DELETE', cardiology)
    expect([answer.status, answer.json.skills, answer.json.revision]).toEqual([200, [], 2])
    const [removed] = (await sandbox.events()).slice(before)
    expect([removed.type, removed.data]).toEqual([
      'resource.skill_removed',
      { object: answer.json, skill_id: 'skill_cardiology' },
    ])
    expect((await sandbox.eventTypes()).slice(before + 1)).toEqual(['schedule.violation_detected'])
    expect(await violationsAfter(sandbox, before)).toEqual([`missing_skill ${needs}`])
  })

  test('a skill that the resource has not got is not there', async () => {
    const sandbox = await forkSandbox()
    expect((await sandbox.send('DELETE', cardiology)).status).toBe(200)
    expect((await sandbox.send('DELETE', cardiology)).status).toBe(404)
  })

  test('happens at the revision that If-Match names', async () => {
    const sandbox = await forkSandbox()
    const at = async (match: string) =>
      (await sandbox.send('DELETE', cardiology, { headers: { 'if-match': match } })).status
    expect([await at('"2"'), await at('"1"')]).toEqual([412, 200])
  })
})

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
    await give(sandbox, 'res_dr_niket', skill)
    const answer = await book(sandbox, bodyAt(monday, heart))
    expect(answer.status === 201 ? [] : conflictTypes(answer)).toEqual(conflicts)
    if (answer.status !== 201)
      expect(answer.json.error.details.conflicts[0].skill_id).toBe('skill_cardiology')
  })

  test('suggests no start after the skill has ended', async () => {
    const sandbox = await withHeartService()
    await give(sandbox, 'res_dr_niket', { level: 3, valid_until: '2026-04-20T06:00:00Z' })
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
    await give(sandbox, 'res_dr_asha', { level: 2 })
    await give(sandbox, 'res_dr_bela', { level: 9, valid_until: '2026-04-19T00:00:00Z' })
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
