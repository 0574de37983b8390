import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'

test('newest first, as they were made', async () => {
  const sandbox = await forkSandbox()
  const made = []
  for (const name of ['Anatomy', 'Zoology', 'Botany']) {
    sandbox.clock.set(sandbox.clock.now() + 1_000)
    made.push((await sandbox.send('POST', '/v2/skills', { body: { name, metadata: { of: name } } })).json)
  }
  const { data } = (await sandbox.send('GET', '/v2/skills')).json
  expect(data.slice(0, -1)).toEqual(made.toReversed())
  expect(data.at(-1)).toEqual({
    id: 'skill_cardiology',
    tenant_id: 'tnt_clinic',
    name: 'Cardiology',
    description: 'Diagnoses and treats diseases of the heart.',
    metadata: {},
    created_at: '2026-04-15T09:00:00Z',
    updated_at: '2026-04-15T09:00:00Z',
    revision: 1,
  })
})

test('a skill stays in the catalogue when nobody has it any more', async () => {
  const sandbox = await forkSandbox()
  const { json: before } = await sandbox.send('GET', '/v2/skills')
  const taken = await sandbox.send('DELETE', '/v2/resources/res_dr_niket/skills/skill_cardiology')
  expect(taken.json.skills).toEqual([])
  expect((await sandbox.send('GET', '/v2/skills')).json).toEqual(before)
})

test('those of the tenant only', async () => {
  const sandbox = await forkSandbox()
  const tenant = 'tnt_ideadunes'
  const { json: theirs } = await sandbox.send('POST', '/v2/skills', { body: { name: 'Theirs' }, tenant })
  expect((await sandbox.send('GET', '/v2/skills', { tenant })).json.data).toEqual([theirs])
  const { data } = (await sandbox.send('GET', '/v2/skills')).json
  expect(data.map(({ id }: { id: string }) => id)).toEqual(['skill_cardiology'])
})

test('there is no filter', async () => {
  const answer = await (await forkSandbox()).send('GET', '/v2/skills?name=Cardiology')
  expect([answer.status, faultsOf(answer)]).toEqual([422, ['/name unknown_field']])
})
