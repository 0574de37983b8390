import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, everything, faultsOf } from '../bookings/booking-world.ts'
import { patchNiket } from './resource-world.ts'

const url = '/v2/resources'
const room = { type: 'room', name: 'Room 1', timezone: 'Asia/Kolkata' }

async function listed(sandbox: TestSandbox, query: string): Promise<string[]> {
  const answer = await sandbox.send('GET', `${url}?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json.data.map((resource: { id: string }) => resource.id)
}

describe('createResource', () => {
  test('a resource takes one unit, weighs one, has no hours, and is told of as it is answered', async () => {
    const sandbox = await forkSandbox()
    const answer = await sandbox.send('POST', url, { body: room })
    expect([answer.status, answer.headers.etag]).toEqual([201, '"1"'])
    expect(answer.json).toEqual({
      id: expect.stringMatching(/^res_[0-9A-Z]{26}$/),
      tenant_id: 'tnt_clinic',
      ...room,
      location_id: null,
      capacity: 1,
      weight: 1,
      max_bookings_per_day: null,
      skills: [],
      status: 'online',
      offline: null,
      metadata: {},
      created_at: '2026-04-15T09:42:11Z',
      updated_at: '2026-04-15T09:42:11Z',
      revision: 1,
    })
    const [event] = await sandbox.events()
    expect([event.type, event.data]).toEqual(['resource.created', { object: answer.json }])
    const hours = await sandbox.send('GET', `${url}/${answer.json.id}/working_hours`)
    expect(new Set(Object.values(hours.json.weekly).map(day => JSON.stringify(day)))).toEqual(new Set(['[]']))
  })

  test.each([
    [{ timezone: 'Mars/Olympus' }, ['/timezone invalid_timezone']],
    [{ timezone: '+05:30' }, ['/timezone invalid_timezone']],
    [{ location_id: 'loc_nowhere' }, ['/location_id not_found']],
    [{ timezone: 'x', location_id: 'loc_x' }, ['/timezone invalid_timezone', '/location_id not_found']],
    [{ capacity: 0 }, ['/capacity too_small']],
    [{ weight: 1.5 }, ['/weight wrong_type']],
    [{ capacity: null }, ['/capacity null_not_allowed']],
    [{ type: 'person' }, ['/type not_allowed']],
    [{ skills: [] }, ['/skills unknown_field']],
    [{ status: 'archived' }, ['/status unknown_field']],
  ])('%j is refused', async (members, faults) => {
    const sandbox = await forkSandbox()
    const before = await everything(sandbox)
    const answer = await sandbox.send('POST', url, { body: { ...room, ...members } })
    expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
    expect(await everything(sandbox)).toEqual(before)
  })
})

describe('listResources', () => {
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
})

describe('a widget', () => {
  test('lists no archived resources', async () => {
    const sandbox = await forkSandbox()
    const list = (status: string) => sandbox.send('GET', `${url}?status=${status}`, { key: 'publishable' })
    expect(faultsOf(await list('online,archived'))).toEqual(['/status secret_key_only'])
    expect((await list('online,offline')).json.data).toHaveLength(1)
  })

  const offline = JSON.stringify({ from: '2026-04-20T00:00:00.000Z', reason: 'Surgery of his own' })

  test.each(['', '/res_off'])(
    'sees neither metadata nor why somebody is away: GET resources%s',
    async path => {
      const sandbox = await forkSandbox()
      await addResource(sandbox, { id: 'res_off', metadata: '{"a":"b"}', status: 'offline', offline })
      const [whole, seen] = await Promise.all(
        (['secret', 'publishable'] as const).map(async key => {
          const { json } = await sandbox.send('GET', `${url}${path}`, { key })
          return (path === '' ? json.data : [json]).find((one: { id: string }) => one.id === 'res_off')
        }),
      )
      const { metadata, offline: period, ...rest } = whole
      expect([metadata, period.reason]).toEqual([{ a: 'b' }, 'Surgery of his own'])
      expect(seen).toEqual({ ...rest, offline: { from: '2026-04-20T00:00:00Z', until: null } })
    },
  )
})

describe('updateResource', () => {
  test('changes what is sent, and tells what it was', async () => {
    const sandbox = await forkSandbox()
    const answer = await patchNiket(sandbox, {
      name: 'Dr N',
      metadata: { desk: '4' },
      location_id: 'loc_main',
    })
    expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
    expect(answer.json).toMatchObject({ name: 'Dr N', metadata: { desk: '4' }, revision: 2, weight: 1 })
    const [updated, changed, ...more] = await sandbox.events()
    expect([updated.type, updated.data]).toEqual([
      'resource.updated',
      {
        object: answer.json,
        previous_attributes: { name: 'Dr Niket', metadata: {}, location_id: null },
      },
    ])
    expect([changed.type, changed.data]).toEqual([
      'resource.availability_changed',
      { object: answer.json, affected_range: { from: '2026-04-15T09:42:11Z', to: null } },
    ])
    expect(more).toEqual([])
  })

  test.each([{ name: 'Dr N' }, { weight: 2 }, { metadata: { a: 'b' } }])(
    '%j does not touch availability',
    async body => {
      const sandbox = await forkSandbox()
      await patchNiket(sandbox, body)
      expect(await sandbox.eventTypes()).toEqual(['resource.updated'])
    },
  )

  test('null clears what may be empty', async () => {
    const sandbox = await forkSandbox()
    await patchNiket(sandbox, { location_id: 'loc_main', max_bookings_per_day: 3, metadata: { a: 'b' } })
    const { json } = await patchNiket(sandbox, {
      location_id: null,
      max_bookings_per_day: null,
      metadata: {},
    })
    expect(json).toMatchObject({ location_id: null, max_bookings_per_day: null, metadata: {}, revision: 3 })
  })

  test.each([{}, { name: 'Dr Niket', capacity: 1, location_id: null, metadata: {} }])(
    '%j changes nothing, and writes nothing',
    async body => {
      const sandbox = await forkSandbox()
      const before = await everything(sandbox)
      sandbox.clock.set(Date.parse('2026-04-16T00:00:00Z'))
      const answer = await patchNiket(sandbox, body)
      expect([answer.status, answer.json.revision, answer.headers.etag]).toEqual([200, 1, '"1"'])
      expect(await everything(sandbox)).toEqual(before)
    },
  )

  test.each([
    [{ name: null }, '/name null_not_allowed'],
    [{ timezone: 'Nowhere' }, '/timezone invalid_timezone'],
    [{ location_id: 'loc_x' }, '/location_id not_found'],
    [{ type: 'room' }, '/type unknown_field'],
  ])('%j is refused', async (body, fault) => {
    expect(faultsOf(await patchNiket(await forkSandbox(), body))).toEqual([fault])
  })

  test('If-Match: the right revision and * pass, an old one is refused before the body is judged', async () => {
    const sandbox = await forkSandbox()
    const sent = async (match: string, body: object) =>
      (await patchNiket(sandbox, body, { headers: { 'if-match': match } })).status
    expect(await sent('"1"', { name: 'A' })).toBe(200)
    expect(await sent('"1"', { timezone: 'Nowhere' })).toBe(412)
    expect(await sent('*', { name: 'B' })).toBe(200)
    expect(await sent('"3"', { name: 'C' })).toBe(200)
  })
})
