import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { everything, faultsOf } from '../bookings/booking-world.ts'
import { cardiology } from './skill-world.ts'

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

test.each([1, 100])('a level may be %i', async level => {
  const { json } = await (await forkSandbox()).send('PUT', cardiology, { body: { level } })
  expect(json.skills).toEqual([{ skill_id: 'skill_cardiology', level, valid_until: null }])
})

test('happens at the revision that If-Match names', async () => {
  const sandbox = await forkSandbox()
  const at = async (match: string, level: number) =>
    (await sandbox.send('PUT', cardiology, { body: { level }, headers: { 'if-match': match } })).status
  expect([await at('"2"', 4), await at('"1"', 4), await at('"1"', 4), await at('*', 5)]).toEqual([
    412, 200, 412, 200,
  ])
})
