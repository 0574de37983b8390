import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, faultsOf } from '../bookings/booking-world.ts'
import { addAway } from './resource-world.ts'

const url = '/v2/resources'

async function listed(sandbox: TestSandbox, query: string): Promise<string[]> {
  const answer = await sandbox.send('GET', `${url}?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json.data.map((resource: { id: string }) => resource.id)
}

async function filled(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  const at = (minute: number) => ({ created_at: `2026-04-16T09:0${minute}:00.000Z` })
  const skills = (...ids: string[]) =>
    JSON.stringify(ids.map(skill_id => ({ skill_id, level: 1, valid_until: null })))
  await sandbox.send('POST', '/v2/skills', { body: { name: 'Another' } })
  await addResource(sandbox, { id: 'res_room', type: 'room', ...at(1), skills: skills() })
  await addResource(sandbox, { id: 'res_gone', status: 'archived', ...at(2) })
  await addResource(sandbox, { id: 'res_off', status: 'offline', ...at(3), location_id: 'loc_main' })
  // Differs from skill_cardiology in the case of a letter, and where LIKE would take any letter.
  await addResource(sandbox, {
    id: 'res_near',
    ...at(4),
    skills: skills('skill_Cardiology', 'skillXcardiology'),
  })
  await addResource(sandbox, { id: 'res_theirs', tenant_id: 'tnt_ideadunes' })
  return sandbox
}

test.each([
  ['', 'near off room dr_niket'],
  ['type=room', 'room'],
  ['type=room,equipment', 'room'],
  ['skill_id=skill_cardiology', 'off dr_niket'],
  ['location_id=loc_main', 'off'],
  ['status=archived', 'gone'],
  ['status=online', 'near room dr_niket'],
  ['status=offline,archived', 'off gone'],
  ['status=archived&type=room', ''],
])('?%s lists %s', async (query, ids) => {
  const names = (await listed(await filled(), query)).map(id => id.slice('res_'.length))
  expect(names.join(' ')).toBe(ids)
})

test('ids that name nothing are all told', async () => {
  const answer = await (await filled()).send('GET', `${url}?skill_id=skill_x&location_id=loc_main,loc_y`)
  expect(faultsOf(answer)).toEqual(['/skill_id not_found', '/location_id not_found'])
})

test("another tenant's skill names nothing", async () => {
  const answer = await (await filled()).send('GET', `${url}?skill_id=skill_cardiology`, {
    tenant: 'tnt_ideadunes',
  })
  expect(faultsOf(answer)).toEqual(['/skill_id not_found'])
})

test('a widget lists no archived resources', async () => {
  const sandbox = await forkSandbox()
  const list = (status: string) => sandbox.send('GET', `${url}?status=${status}`, { key: 'publishable' })
  expect(faultsOf(await list('online,archived'))).toEqual(['/status secret_key_only'])
  expect((await list('online,offline')).json.data).toHaveLength(1)
})

test('a widget sees neither metadata nor why somebody is away', async () => {
  const sandbox = await forkSandbox()
  const seenByWidget = await addAway(sandbox)
  const { data } = (await sandbox.send('GET', url, { key: 'publishable' })).json
  expect(data.find((one: { id: string }) => one.id === 'res_away')).toEqual(seenByWidget)
})
