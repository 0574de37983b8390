import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { addResource } from '../bookings/booking-world.ts'
import { bookAll, violationsAfter } from './resource-world.ts'
import { cardiology, giveSkill, heart, withHeartService } from './skill-world.ts'

test('takes it away, and tells of coming bookings that need it', async () => {
  const sandbox = await withHeartService()
  const [needs] = await bookAll(sandbox, ['2026-04-20T05:00:00Z'], heart)
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

test('leaves its other skills, and the same skill of others', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_dr_asha' })
  const { json: anatomy } = await sandbox.send('POST', '/v2/skills', { body: { name: 'Anatomy' } })
  await giveSkill(sandbox, {}, `/v2/resources/res_dr_niket/skills/${anatomy.id}`)
  const answer = await sandbox.send('DELETE', cardiology)
  expect(answer.json.skills).toEqual([{ skill_id: anatomy.id, level: 3, valid_until: null }])
  const asha = await sandbox.send('GET', '/v2/resources/res_dr_asha')
  expect(asha.json.skills).toEqual([{ skill_id: 'skill_cardiology', level: 3, valid_until: null }])
  expect((await sandbox.send('GET', '/v2/skills')).json.data).toHaveLength(2)
})
