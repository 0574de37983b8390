import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

async function violations(sandbox: TestSandbox, query = '') {
  const answer = await sandbox.send('GET', `/v2/schedule/violations${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json.data as { rule: string; message: string; booking_ids: string[]; since: string }[]
}

const told = (found: Awaited<ReturnType<typeof violations>>) =>
  found.map(({ rule, booking_ids }) => `${booking_ids[0]} ${rule}`)

test('says in words which booking breaks which rule on which resource', async () => {
  const sandbox = await forkSandbox('default')
  expect(await violations(sandbox)).toEqual([
    {
      rule: 'outside_working_hours',
      message: 'Booking bk_01HXYW999 lies outside of the working hours of res_dr_niket',
      booking_ids: ['bk_01HXYW999'],
      resource_ids: ['res_dr_niket'],
      since: '2026-04-15T09:00:00Z',
    },
  ])
})

test.each([
  [
    'hours',
    'PUT',
    '/v2/resources/res_dr_asha/working_hours',
    { weekly: { mon: [] } },
    'outside_working_hours',
  ],
  [
    'an exception',
    'POST',
    '/v2/resources/res_dr_asha/exceptions',
    { kind: 'closed', from: '2026-05-27', to: '2026-05-27' },
    'time_off',
  ],
  [
    'an offline period',
    'POST',
    '/v2/resources/res_dr_asha/offline',
    { from: '2026-05-27T00:00:00Z', until: '2026-05-28T00:00:00Z' },
    'resource_offline',
  ],
] as const)(
  'what %s strand is listed since the event that told of it',
  async (_, method, url, body, rule) => {
    const sandbox = await forkSandbox('default')
    sandbox.clock.set(Date.parse('2026-04-15T10:00:00Z'))
    expect((await sandbox.send(method, url, { body })).status).toBeLessThan(300)
    const events = (await sandbox.events()).filter(({ type }) => type === 'schedule.violation_detected')
    expect(events.flatMap(({ data }) => data.object.booking_ids)).toContain('bk_checkup_01')
    const [found] = await violations(sandbox, '?booking_id=bk_checkup_01')
    expect(found).toMatchObject({ rule, since: '2026-04-15T10:00:00Z' })
  },
)

test('a skill that is taken away strands who needs it', async () => {
  const sandbox = await forkSandbox('default')
  const skill = { skill_id: 'skill_cardiology', min_level: 1 }
  await sandbox.send('PUT', '/v2/resources/res_dr_asha/skills/skill_cardiology', { body: { level: 2 } })
  await sandbox.send('PUT', '/v2/services/svc_checkup_20/resources', {
    body: { requirements: [{ group: 'staff', resource_ids: ['res_dr_asha'], skills: [skill] }] },
  })
  expect(told(await violations(sandbox, '?booking_id=bk_checkup_01'))).toEqual([])
  await sandbox.send('DELETE', '/v2/resources/res_dr_asha/skills/skill_cardiology')
  expect(await sandbox.eventTypes()).toContain('schedule.violation_detected')
  expect(told(await violations(sandbox, '?booking_id=bk_checkup_01'))).toEqual([
    'bk_checkup_01 missing_skill',
  ])
})

test('filters narrow the list together', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('POST', '/v2/resources/res_dr_asha/exceptions', {
    body: { kind: 'closed', from: '2026-05-27', to: '2026-05-27' },
  })
  expect(told(await violations(sandbox))).toEqual([
    'bk_01HXYW999 outside_working_hours',
    'bk_checkup_01 time_off',
  ])
  expect(told(await violations(sandbox, '?rule=time_off'))).toEqual(['bk_checkup_01 time_off'])
  expect(told(await violations(sandbox, '?resource_id=res_dr_niket'))).toEqual([
    'bk_01HXYW999 outside_working_hours',
  ])
  expect(await violations(sandbox, '?rule=time_off&resource_id=res_dr_niket')).toEqual([])
  const unknown = await sandbox.send('GET', '/v2/schedule/violations?resource_id=res_stranger')
  expect(unknown.json.error.code).toBe('validation_failed')
})

test('walking forward, then back, visits each once, whatever the order', async () => {
  const sandbox = await forkSandbox('default')
  for (let i = 0; i < 6; i++) {
    const start_at = `2026-05-0${3}T0${4 + (i % 3)}:${i < 3 ? '00' : '30'}:00Z`
    const body = { customer_id: 'cust_priya_01', service_id: 'svc_consult_30', resource_id: 'res_dr_niket' }
    const made = await sandbox.send('POST', '/v2/bookings', {
      body: { ...body, start_at, override_conflicts: true },
    })
    expect(made.status).toBe(201)
  }
  const whole = told(await violations(sandbox, '?limit=100'))
  expect(new Set(whole).size).toBe(7)
  for (const [order, expected] of [
    ['start_at', whole],
    ['-start_at', whole.toReversed()],
  ] as const) {
    const seen: string[] = []
    let [cursor, previous]: [string | null, string | null] = [null, null]
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`
      const { json } = await sandbox.send('GET', `/v2/schedule/violations?limit=3&order=${order}${query}`)
      seen.push(...told(json.data))
      cursor = json.next_cursor
      previous = json.prev_cursor
    } while (cursor !== null)
    expect(seen).toEqual(expected)
    const back = await sandbox.send(
      'GET',
      `/v2/schedule/violations?limit=3&order=${order}&cursor=${previous}`,
    )
    expect(told(back.json.data)).toEqual(expected.slice(3, 6))
  }
})
