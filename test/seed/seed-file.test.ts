import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ControlledSandbox, controlledSandbox } from '../control/controlled-sandbox.ts'
import { everything } from '../operations/bookings/booking-world.ts'

const example = readFileSync(join(import.meta.dirname, '../../docs/seed.example.yaml'), 'utf8')

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox()
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const seed = (text: string, query = '') =>
  sandbox.control('POST', `/seed${query}`, { rawBody: text, headers: { 'content-type': 'application/yaml' } })

/** The faults of a file as people see them, without its name. Nothing of such a file may be written. */
async function faultsOf(text: string): Promise<string[]> {
  const before = await everything(sandbox)
  const { status, json } = await seed(text)
  expect([status, json.error?.code]).toEqual([422, 'validation_failed'])
  expect(await everything(sandbox)).toEqual(before)
  return json.error.details.fields.map(
    (fault: Record<string, unknown>) =>
      `${fault.line}:${fault.column} ${fault.path} ${fault.code}: ${fault.message}`,
  )
}

const get = async (path: string, tenant?: string) =>
  (await sandbox.send('GET', `/v2${path}`, tenant === undefined ? {} : { tenant })).json

describe('a file of one’s own', () => {
  test('as the docs show it, through the operations and with their events', async () => {
    const { status, json } = await seed(example)
    expect([status, json]).toMatchObject([
      200,
      {
        data_set: null,
        replaced: false,
        tenant_id: 'tnt_clinic',
        created: {
          locations: 1,
          skills: 1,
          resources: 2,
          services: 2,
          customers: 2,
          bookings: 2,
          booking_series: 1,
        },
      },
    ])
    expect(await get('/resources/res_leela')).toMatchObject({
      location_id: 'loc_harbour',
      skills: [{ skill_id: 'skill_physio', level: 4 }],
    })
    expect((await get('/resources/res_leela/exceptions')).data).toMatchObject([{ reason: 'Training' }])
    const { weekly } = await get('/resources/res_leela/working_hours')
    expect([weekly.fri.length, weekly.sat, weekly.sun]).toEqual([2, [{ start: '10:00', end: '14:00' }], []])
    expect(await get('/bookings/bk_meera_1')).toMatchObject({
      customer_id: 'cust_meera',
      resource_id: 'res_leela',
      start_at: '2026-04-20T04:30:00Z',
      end_at: '2026-04-20T05:10:00Z',
      status: 'confirmed',
    })
    const { data } = await get('/bookings?service_id=svc_back_class')
    expect(data).toMatchObject([{ id: expect.stringMatching(/^bk_[0-9A-Z]{26}$/), party_size: 2 }])
    expect(await get('/customers/cust_priya_01')).toMatchObject({ name: 'Priya Sharma' })
    const types = await sandbox.eventTypes()
    expect(types.filter(type => type === 'customer.created').length).toBe(2)
    expect(types).toEqual(
      expect.arrayContaining(['resource.skill_added', 'resource.availability_changed', 'booking.confirmed']),
    )
    expect((await sandbox.events()).map(({ request_id }) => request_id)).toEqual(types.map(() => null))
  })

  test('schedules what its bookings wait for, and the timer knows of it', async () => {
    await sandbox.control('POST', '/clock/freeze')
    const { json } = await seed(example)
    expect(json.clock).toMatchObject({
      mode: 'frozen',
      next_due_at: '2026-04-19T04:30:00Z',
      pending_jobs: 12,
    })
  })

  test('takes the place of everything with replace, and keeps the tenants, the keys and the clock', async () => {
    await sandbox.control('POST', '/clock/freeze', { body: { at: '2026-04-16T00:00:00Z' } })
    const { json } = await seed(example, '?replace=true')
    expect(json).toMatchObject({ replaced: true, clock: { mode: 'frozen', now: '2026-04-16T00:00:00Z' } })
    expect((await get('/customers')).data.map(({ id }: { id: string }) => id)).toEqual([
      'cust_rohan',
      'cust_meera',
    ])
    expect(await get('/tenant', 'tnt_ideadunes')).toMatchObject({ name: 'IdeaDunes' })
    // Also what the clock is after a restart.
    const settings = await sandbox.sandbox.store.read(trx =>
      trx.selectFrom('sandbox_settings').selectAll().execute(),
    )
    expect(settings).toContainEqual({ name: 'clock', value: expect.stringContaining('"frozen"') })
  })

  test('is the same as JSON', async () => {
    const text = JSON.stringify({ customers: [{ id: 'cust_a', name: 'A' }] }, null, '\t')
    expect((await seed(text)).json.created).toEqual({ customers: 1 })
    expect(await get('/customers/cust_a')).toMatchObject({ name: 'A' })
  })

  test('goes into the tenant that it names', async () => {
    const { json } = await seed('tenant: tnt_ideadunes\ncustomers:\n  - { id: cust_a, name: A }\n')
    expect(json.tenant_id).toBe('tnt_ideadunes')
    expect(await get('/customers/cust_a', 'tnt_ideadunes')).toMatchObject({ tenant_id: 'tnt_ideadunes' })
    expect((await get('/customers/cust_a')).error.code).toBe('not_found')
  })

  test('may list things in any order, and nothing at all', async () => {
    const text = [
      'bookings:',
      '  - { customer_id: cust_a, service_id: svc_a, start_at: 2026-04-20T05:00:00Z }',
      'services:',
      '  - { id: svc_a, name: A, duration_min: 30, requirements: [{ group: g, resource_ids: [res_dr_asha] }] }',
      'customers:',
      '  - { id: cust_a, name: A }',
      'skills:',
    ]
    expect((await seed(text.join('\n'))).json.created).toEqual({ customers: 1, services: 1, bookings: 1 })
    expect((await seed('{}')).json.created).toEqual({})
  })

  test('draws ids as requests do where it chooses none', async () => {
    const chosen = 'customers:\n  - { id: cust_a, name: A }\n  - { name: B }\n'
    await sandbox.control('POST', '/clock/freeze')
    await seed(chosen)
    const { id } = (await get('/customers?query=b')).data.find(({ name }: { name: string }) => name === 'B')
    await sandbox.control('POST', '/reset')
    await sandbox.control('POST', '/clock/freeze')
    expect((await sandbox.send('POST', '/v2/customers', { body: { name: 'B' } })).json.id).toBe(id)
  })
})

describe('what is wrong with a file', () => {
  test('is told with its lines, all of it, and nothing is written', async () => {
    const text = `customers:
  - id: cust_a
    name: A
  - id: cust_a
    name: B
  - id: svc_b
    name: 5
    phone: 0804
    colour: red
  - id: cust_priya_01
    name: C
resources:
  - name: D
    type: staff
    timezone: Mars/Olympus
  - { id: res_e, type: staff, name: E, timezone: Asia/Kolkata, skills: [{ level: 2 }, { skill_id: skill_none, level: 2 }] }
  - id: res_f
    type: staff
    name: F
    timezone: Asia/Kolkata
    working_hours: { weekly: { mon: [{ start: '09:00', end: '09:00' }] } }
bookings:
  - customer_id: cust_nobody
    service_id: svc_checkup_20
    start_at: 2026-04-21T05:00:00Z
  - customer_id: cust_priya_01
    service_id: svc_consult_30
    start_at: 2026-04-21T05:00:00Z
  - just a text
colours: []
`
    expect(await faultsOf(text)).toEqual([
      '4:5 /customers/1/id duplicate: is the id of /customers/0 too: cust_a',
      '6:5 /customers/2/id invalid_format: must be an id that starts with cust_',
      '7:5 /customers/2/name wrong_type: must be a string: put it in quotes',
      '8:5 /customers/2/phone wrong_type: must be a string: put it in quotes',
      '9:5 /customers/2/colour unknown_field: is not a field of this request',
      '10:5 /customers/3/id taken: exists already: cust_priya_01',
      '15:5 /resources/0/timezone invalid_timezone: must be an IANA time zone such as Asia/Kolkata',
      '16:73 /resources/1/skills/0/skill_id required: is required',
      expect.stringMatching(/^21:\d+ \/resources\/2\/working_hours\/weekly\/mon\/0\/end empty_interval/),
      '23:5 /bookings/0/customer_id not_found: names no customer of this tenant: cust_nobody',
      '26:5 /bookings/1 resource_unavailable: Resource res_dr_niket is not available at the requested time (existing_booking bk_01HXYW999, outside_working_hours)',
      '29:5 /bookings/2 wrong_type: must be a map of fields',
      expect.stringMatching(
        /^30:1 \/colours unknown_field: is no list of a seed file; there are .*customers/,
      ),
    ])
  })

  test('names every id that exists already when a file is seeded twice', async () => {
    await seed(example)
    expect((await faultsOf(example)).map(fault => fault.replace(/^\S+ /, ''))).toEqual([
      '/locations/0/id taken: exists already: loc_harbour',
      '/skills/0/id taken: exists already: skill_physio',
      '/resources/0/id taken: exists already: res_leela',
      '/resources/1/id taken: exists already: res_gym',
      '/services/0/id taken: exists already: svc_physio_40',
      '/services/1/id taken: exists already: svc_back_class',
      '/customers/0/id taken: exists already: cust_meera',
      '/customers/1/id taken: exists already: cust_rohan',
      '/bookings/0/id taken: exists already: bk_meera_1',
      '/booking_series/0/id taken: exists already: series_meera_1',
    ])
    expect((await seed(example, '?replace=true')).status).toBe(200)
  })

  test('is told once where one fault follows from another', async () => {
    const text = `skills:
  - { id: skill_a, name: 5 }
resources:
  - { id: res_a, type: staff, name: A, timezone: Nowhere }
  - { id: res_b, type: staff, name: B, timezone: Asia/Kolkata, skills: [{ skill_id: skill_a, level: 1 }] }
services:
  - { id: svc_a, name: A, duration_min: 30, requirements: [{ group: g, resource_ids: [res_a] }] }
`
    expect((await faultsOf(text)).map(fault => fault.split(':')[0])).toEqual(['2', '4'])
  })

  test.each([
    ['a: 1\na: 2', '2:1  duplicate_key: This name occurs twice here'],
    ['customers:\n\t- name: A', '2:1  tab: A tab may not indent YAML; use spaces'],
    ['customers: [', /^1:13 {2}invalid_yaml: /],
    ['customers: !people []', '1:12  unknown_tag: This tag has no meaning here'],
    ['customers:\n  - *a', '2:5  unknown_anchor: There is no anchor &a before this'],
    ['x-a: &a 5\ncustomers:\n  - { <<: *a }', '3:11  invalid_merge: Only maps can be merged with <<'],
    ['---\n{}\n---\n{}', /^3:1 {2}several_documents: /],
    ['', /^1:1 {2}wrong_type: must be a map of lists/],
    ['- a', /^1:1 {2}wrong_type: must be a map of lists/],
    ['{"customers": [], "customers": []}', '1:19 /customers duplicate_key: occurs twice here'],
    [
      '{\n "customers": [{"name": "A", "name": "B"}]\n}',
      '2:30 /customers/0/name duplicate_key: occurs twice here',
    ],
    [
      '{\n "customers": [{"name": 5}]}',
      '2:17 /customers/0/name wrong_type: must be a string: put it in quotes',
    ],
    ['{"customers": [{"id": "cust_a"}]}', '1:16 /customers/0/name required: is required'],
    ['{"customers": [{"name": "A", "id": }]}', /^1:\d+ {2}invalid_yaml: |^1:\d+ \/customers/],
    ['customers: 5', '1:1 /customers wrong_type: must be a list'],
    ['tenant: tnt_nobody', '1:1 /tenant not_found: names no tenant; there are tnt_clinic, tnt_ideadunes'],
    ['tenant: 5', '1:1 /tenant wrong_type: must be the id of a tenant'],
  ])('%j', async (text, fault) => {
    expect(await faultsOf(text)).toEqual([typeof fault === 'string' ? fault : expect.stringMatching(fault)])
  })

  test('in a merged map is told where that stands', async () => {
    const text = 'x-a: &a\n  phone: no number\ncustomers:\n  - <<: *a\n    name: A\n'
    expect(await faultsOf(text)).toEqual([expect.stringMatching(/^2:3 \/customers\/0\/phone invalid_format/)])
  })

  test('ends with a refusal where anchors multiply or nesting has no end', async () => {
    const layers = Array.from(
      { length: 9 },
      (_, i) => `x-${i}: &a${i} [${i === 0 ? 1 : `*a${i - 1},`.repeat(9)}]`,
    )
    expect(await faultsOf(layers.join('\n'))).toEqual([expect.stringContaining('too_many_aliases')])
    expect(await faultsOf(`a: ${'['.repeat(200_000)}`)).toEqual([expect.stringContaining('too_deep')])
  })

  test('is told of a thousand times at most', async () => {
    const { json } = await seed(`customers:\n${'  - { name: 5 }\n'.repeat(1_200)}`)
    expect(json.error.message).toBe('The file has 1200 faults; the first 1000 are told; nothing was changed')
    expect(json.error.details.fields.length).toBe(1_000)
  })

  test('is size: 64 MB for JSON, 16 MB for YAML', async () => {
    const long = 'x'.repeat(17 * 1024 * 1024)
    expect(await faultsOf(`x-a: ${long}`)).toEqual([expect.stringContaining('too_large')])
    expect((await seed(JSON.stringify({ 'x-a': long }))).status).toBe(200)
    const { status, json } = await seed(JSON.stringify({ 'x-a': 'x'.repeat(64 * 1024 * 1024) }))
    expect([status, json.error.code]).toEqual([413, 'payload_too_large'])
    expect((await sandbox.control('POST', '/reset', { body: { a: long } })).status).toBe(413)
  })
})
