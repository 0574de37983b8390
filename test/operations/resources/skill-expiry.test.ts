import { expect, test } from 'vitest'
import { pendingJobs } from '../../../emulator/store/due-jobs.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addResource } from '../bookings/booking-world.ts'
import { bookAll, eventsAfter, firedUntil, violationsAfter } from './resource-world.ts'
import { cardiology, giveSkill, heart, withHeartService } from './skill-world.ts'

const end = '2026-04-20T00:00:00Z'

/** Two bookings of the consultation that needs the skill, and one that needs nothing. */
async function withBookings(): Promise<{ sandbox: TestSandbox; ids: string[] }> {
  const sandbox = await withHeartService()
  const ids = await bookAll(
    sandbox,
    ['2026-04-24T05:00:00Z', '2026-04-18T05:00:00Z', '2026-04-20T05:00:00Z'],
    heart,
  )
  await bookAll(sandbox, ['2026-04-20T06:00:00Z'])
  return { sandbox, ids }
}

/** Moves the clock, doing what is due; gives what was done to skills. */
async function skillsFired(sandbox: TestSandbox, to: string) {
  return (await firedUntil(sandbox, to)).filter(({ kind }) => kind === 'resource.skill_expires')
}

const waiting = ({ sandbox }: TestSandbox) => sandbox.store.read(pendingJobs).then(({ count }) => count)

test('at its end a skill is gone, and coming bookings that need it are told of', async () => {
  const { sandbox, ids } = await withBookings()
  const [friday, , monday] = ids
  await giveSkill(sandbox, { valid_until: end })
  expect(await skillsFired(sandbox, '2026-04-19T23:59:59Z')).toEqual([])
  const before = (await sandbox.events()).length
  expect(await skillsFired(sandbox, end)).toEqual([
    {
      at: end,
      kind: 'resource.skill_expires',
      tenant_id: 'tnt_clinic',
      object_id: 'res_dr_niket/skill_cardiology',
      events: ['resource.skill_removed', 'schedule.violation_detected', 'schedule.violation_detected'],
    },
  ])
  const resource = (await sandbox.send('GET', '/v2/resources/res_dr_niket')).json
  expect([resource.skills, resource.revision]).toEqual([[], 3])
  const [removed, violation] = await eventsAfter(sandbox, before)
  expect(removed).toEqual({
    type: 'resource.skill_removed',
    data: { object: resource, skill_id: 'skill_cardiology' },
  })
  expect(violation?.data.object).toMatchObject({
    rule: 'missing_skill',
    since: end,
    resource_ids: ['res_dr_niket'],
  })
  expect(await violationsAfter(sandbox, before)).toEqual([
    `missing_skill ${monday}`,
    `missing_skill ${friday}`,
  ])
})

test('a new end takes the place of the old one; without one the skill stays', async () => {
  const { sandbox } = await withBookings()
  const others = await waiting(sandbox)
  await giveSkill(sandbox, { valid_until: end })
  await giveSkill(sandbox, { valid_until: '2026-04-19T00:00:00Z' })
  expect(await waiting(sandbox)).toBe(others + 1)
  await giveSkill(sandbox, { valid_until: '2026-04-21T00:00:00Z' })
  expect(await waiting(sandbox)).toBe(others + 1)
  await giveSkill(sandbox, { valid_until: null })
  expect(await waiting(sandbox)).toBe(others)
  expect(await skillsFired(sandbox, '2026-05-01T00:00:00Z')).toEqual([])
})

test('what was taken away before has no end; another skill and another resource keep theirs', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_dr_asha' })
  const { json: anatomy } = await sandbox.send('POST', '/v2/skills', { body: { name: 'Anatomy' } })
  const urls = [
    cardiology,
    `/v2/resources/res_dr_niket/skills/${anatomy.id}`,
    '/v2/resources/res_dr_asha/skills/skill_cardiology',
  ]
  for (const url of urls) await giveSkill(sandbox, { valid_until: end }, url)
  // The offline period of the resource leaves the ends of its skills alone, and is left alone by them.
  await sandbox.send('POST', '/v2/resources/res_dr_niket/offline', {
    body: { until: '2026-05-01T00:00:00Z' },
  })
  expect((await sandbox.send('DELETE', cardiology)).status).toBe(200)
  expect(await waiting(sandbox)).toBe(3)
  const fired = await skillsFired(sandbox, end)
  expect(fired.map(({ object_id, events }) => [object_id, events])).toEqual([
    [`res_dr_niket/${anatomy.id}`, ['resource.skill_removed']],
    ['res_dr_asha/skill_cardiology', ['resource.skill_removed']],
  ])
})

test('an end in the past comes with the next move of the clock', async () => {
  const { sandbox, ids } = await withBookings()
  await giveSkill(sandbox, { valid_until: '2026-01-01T00:00:00Z' })
  const before = (await sandbox.events()).length
  expect(await skillsFired(sandbox, '2026-04-15T09:42:11Z')).toHaveLength(1)
  const [friday, saturday, monday] = ids
  expect(await violationsAfter(sandbox, before)).toEqual(
    [saturday, monday, friday].map(id => `missing_skill ${id}`),
  )
})
