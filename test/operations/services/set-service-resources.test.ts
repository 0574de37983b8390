import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, bodyAt, book, conflictTypes, everything, faultsOf } from '../bookings/booking-world.ts'

const url = '/v2/services/svc_consult_30/resources'
const set = (sandbox: TestSandbox, requirements: unknown) =>
  sandbox.send('PUT', url, { body: { requirements } })

const inr = (amount: number) => ({ amount, currency: 'INR' })
const niket = { group: 'staff', resource_ids: ['res_dr_niket'] }
const { resource_id: _, ...anybody } = bodyAt('2026-04-20T05:00:00Z')

/** Two doctors, two rooms, and a skill that Dr Asha has. */
async function practice(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  const { json: skill } = await sandbox.send('POST', '/v2/skills', { body: { name: 'Botany' } })
  const skills = JSON.stringify([{ skill_id: skill.id, level: 3, valid_until: null }])
  await addResource(sandbox, { id: 'res_dr_asha', skills })
  await addResource(sandbox, { id: 'res_room_1', type: 'room' })
  await addResource(sandbox, { id: 'res_room_2', type: 'room' })
  await addResource(sandbox, { id: 'res_gone', status: 'archived' })
  return sandbox
}

async function skillIn(sandbox: TestSandbox): Promise<string> {
  const { json } = await sandbox.send('GET', '/v2/skills?limit=1')
  return json.data[0].id
}

test('groups are answered whole, and told with those before', async () => {
  const sandbox = await practice()
  const { json: before } = await sandbox.send('GET', '/v2/services/svc_consult_30')
  const skill_id = await skillIn(sandbox)
  const answer = await set(sandbox, [
    { ...niket, overrides: [{ resource_id: 'res_dr_niket', price: inr(1) }] },
    { group: 'room', skills: [{ skill_id }, { skill_id: 'skill_cardiology', min_level: 4 }] },
  ])
  expect([answer.status, answer.json.revision]).toEqual([200, 2])
  expect(answer.json.requirements).toEqual([
    {
      ...niket,
      skills: [],
      overrides: [{ resource_id: 'res_dr_niket', duration_min: null, price: inr(1) }],
    },
    {
      group: 'room',
      resource_ids: [],
      skills: [
        { skill_id, min_level: 1 },
        { skill_id: 'skill_cardiology', min_level: 4 },
      ],
      overrides: [],
    },
  ])
  const event = (await sandbox.events()).at(-1)
  expect([event.type, event.data]).toEqual([
    'service.updated',
    { object: answer.json, previous_attributes: { requirements: before.requirements } },
  ])
})

test('the same groups again change nothing', async () => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await set(sandbox, [niket])
  expect([answer.status, answer.json.revision]).toEqual([200, 1])
  expect(await everything(sandbox)).toEqual(before)
})

describe('a booking then', () => {
  test('takes one of each group, until one group has nobody left', async () => {
    const sandbox = await practice()
    await set(sandbox, [
      { group: 'staff', resource_ids: ['res_dr_asha', 'res_dr_niket'] },
      { group: 'room', resource_ids: ['res_room_1'] },
    ])
    const first = await book(sandbox, anybody)
    expect(first.json.allocations).toEqual([
      { group: 'staff', resource_id: 'res_dr_asha' },
      { group: 'room', resource_id: 'res_room_1' },
    ])
    const second = await book(sandbox, anybody)
    expect(second.json.error.details.conflicts).toEqual([{ type: 'room_unavailable', id: 'res_room_1' }])
    await set(sandbox, [
      { group: 'staff', resource_ids: ['res_dr_asha', 'res_dr_niket'] },
      { group: 'room', resource_ids: ['res_room_1', 'res_room_2'] },
    ])
    const third = await book(sandbox, anybody)
    expect(third.json.allocations[1]).toEqual({ group: 'room', resource_id: 'res_room_2' })
  })

  test('goes to whoever has the skills', async () => {
    const sandbox = await practice()
    await set(sandbox, [{ group: 'staff', skills: [{ skill_id: await skillIn(sandbox), min_level: 3 }] }])
    expect((await book(sandbox, anybody)).json.resource_id).toBe('res_dr_asha')
    await set(sandbox, [{ group: 'staff', skills: [{ skill_id: await skillIn(sandbox), min_level: 4 }] }])
    const tooGood = await book(sandbox, { ...anybody, start_at: '2026-04-20T06:00:00Z' })
    expect(conflictTypes(tooGood)).toEqual(['missing_skill'])
  })

  test('takes as long as its resource does, also in the way of others', async () => {
    const sandbox = await practice()
    await set(sandbox, [
      {
        group: 'staff',
        resource_ids: ['res_dr_asha', 'res_dr_niket'],
        overrides: [{ resource_id: 'res_dr_asha', duration_min: 90 }],
      },
    ])
    const at = (resource_id: string, time: string) =>
      book(sandbox, bodyAt(`2026-04-20T${time}:00Z`, { resource_id }))
    expect((await at('res_dr_niket', '05:00')).json.end_at).toBe('2026-04-20T05:30:00Z')
    expect((await at('res_dr_asha', '05:00')).json.end_at).toBe('2026-04-20T06:30:00Z')
    expect(conflictTypes(await at('res_dr_asha', '06:00'))).toEqual(['existing_booking'])
    // Ninety minutes do not fit before what is there, nor before the end of the day (12:30Z).
    await at('res_dr_asha', '08:00')
    expect(conflictTypes(await at('res_dr_asha', '07:00'))).toEqual(['existing_booking'])
    const late = await at('res_dr_asha', '11:30')
    expect(conflictTypes(late)).toEqual(['outside_working_hours'])
    expect(late.json.error.details.suggestions[0].start_at).toBe('2026-04-21T03:30:00Z')
  })

  test('suggests what its resource has room for', async () => {
    const sandbox = await forkSandbox()
    await set(sandbox, [{ ...niket, overrides: [{ resource_id: 'res_dr_niket', duration_min: 90 }] }])
    await book(sandbox, bodyAt('2026-04-20T05:00:00Z'))
    await book(sandbox, bodyAt('2026-04-20T07:00:00Z'))
    const refused = await book(sandbox, bodyAt('2026-04-20T05:30:00Z'))
    expect(refused.json.error.details.suggestions[0].start_at).toBe('2026-04-20T08:30:00Z')
  })

  test('does not end after the last instant that can be written, with nobody', async () => {
    const sandbox = await forkSandbox()
    await set(sandbox, [{ ...niket, overrides: [{ resource_id: 'res_dr_niket', duration_min: 90 }] }])
    const answer = await book(sandbox, bodyAt('9999-12-31T22:30:00Z', { override_conflicts: true }))
    expect(faultsOf(answer)).toEqual(['/start_at too_large'])
  })

  test('has nobody to serve it without groups', async () => {
    const sandbox = await forkSandbox()
    expect((await set(sandbox, [])).json.requirements).toEqual([])
    expect(faultsOf(await book(sandbox, anybody))).toEqual(['/service_id no_resources'])
  })
})

describe('refused', () => {
  const group = { group: 'staff', resource_ids: ['res_dr_niket'] }
  const override = (members: object) => [
    { ...group, overrides: [{ resource_id: 'res_dr_niket', ...members }] },
  ]

  test.each<[string, unknown, string[]]>([
    ['no list', null, ['/requirements null_not_allowed']],
    ['no name', [{ resource_ids: ['res_dr_niket'] }], ['/requirements/0/group required']],
    ['a strange name', [{ ...group, group: 'The staff' }], ['/requirements/0/group invalid_format']],
    ['a name twice', [group, group], ['/requirements/1/group duplicate']],
    ['nobody', [{ group: 'staff' }], ['/requirements/0/resource_ids required']],
    [
      'nobody in lists',
      [{ group: 'x', resource_ids: [], skills: [] }],
      ['/requirements/0/resource_ids required'],
    ],
    [
      'an id of another kind',
      [{ ...group, resource_ids: ['svc_a'] }],
      ['/requirements/0/resource_ids/0 invalid_format'],
    ],
    [
      'an id twice',
      [{ ...group, resource_ids: ['res_a', 'res_a'] }],
      ['/requirements/0/resource_ids invalid'],
    ],
    [
      'unknown ids',
      [group, { group: 'room', resource_ids: ['res_room_1', 'res_none', 'res_gone'] }],
      ['/requirements/1/resource_ids/1 not_found', '/requirements/1/resource_ids/2 not_found'],
    ],
    [
      'unknown skills',
      [{ ...group, skills: [{ skill_id: 'skill_cardiology' }, { skill_id: 'skill_none' }] }],
      ['/requirements/0/skills/1/skill_id not_found'],
    ],
    [
      'a skill twice',
      [
        {
          ...group,
          skills: [{ skill_id: 'skill_cardiology' }, { skill_id: 'skill_cardiology', min_level: 2 }],
        },
      ],
      ['/requirements/0/skills/1/skill_id duplicate'],
    ],
    [
      'a level of 0',
      [{ ...group, skills: [{ skill_id: 'skill_a', min_level: 0 }] }],
      ['/requirements/0/skills/0/min_level too_small'],
    ],
    ['a member of its own', [{ ...group, weight: 2 }], ['/requirements/0/weight unknown_field']],
    [
      'an override for nobody',
      override({ resource_id: 'res_none' }),
      ['/requirements/0/overrides/0/resource_id not_found'],
    ],
    [
      'one for another',
      override({ resource_id: 'res_dr_asha' }),
      ['/requirements/0/overrides/0/resource_id not_eligible'],
    ],
    [
      'two for one',
      [{ ...group, overrides: [1, 2].map(duration_min => ({ resource_id: 'res_dr_niket', duration_min })) }],
      ['/requirements/0/overrides/1/resource_id duplicate'],
    ],
    [
      'one for a room',
      [group, { group: 'room', resource_ids: ['res_room_1'], overrides: [{ resource_id: 'res_room_1' }] }],
      ['/requirements/1/overrides first_group_only'],
    ],
    ['a length of 0', override({ duration_min: 0 }), ['/requirements/0/overrides/0/duration_min too_small']],
    [
      'a length of two days',
      override({ duration_min: 2880 }),
      ['/requirements/0/overrides/0/duration_min too_large'],
    ],
    [
      'an unknown currency',
      override({ price: { amount: 1, currency: 'ABC' } }),
      ['/requirements/0/overrides/0/price/currency invalid_currency'],
    ],
    [
      'another currency',
      override({ price: { amount: 1, currency: 'EUR' } }),
      ['/requirements/0/overrides/0/price/currency currency_mismatch'],
    ],
  ])('%s', async (_what, requirements, faults) => {
    const sandbox = await practice()
    const before = await everything(sandbox)
    const answer = await set(sandbox, requirements)
    expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
    expect(await everything(sandbox)).toEqual(before)
  })

  test('a price below the deposit', async () => {
    const sandbox = await forkSandbox()
    await sandbox.send('PATCH', '/v2/services/svc_consult_30', { body: { deposit: inr(500) } })
    const answer = await set(sandbox, override({ price: inr(499) }))
    expect(faultsOf(answer)).toEqual(['/requirements/0/overrides/0/price/amount deposit_above_price'])
    expect((await set(sandbox, override({ price: inr(500) }))).status).toBe(200)
  })

  test('resources and skills of another tenant', async () => {
    const sandbox = await forkSandbox()
    const { json } = await sandbox.send('POST', '/v2/services', {
      tenant: 'tnt_ideadunes',
      body: { name: 'Theirs', duration_min: 30 },
    })
    const answer = await sandbox.send('PUT', `/v2/services/${json.id}/resources`, {
      tenant: 'tnt_ideadunes',
      body: { requirements: [{ ...group, skills: [{ skill_id: 'skill_cardiology' }] }] },
    })
    expect(faultsOf(answer)).toEqual([
      '/requirements/0/resource_ids/0 not_found',
      '/requirements/0/skills/0/skill_id not_found',
    ])
  })
})
