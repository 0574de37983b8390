import { expect, test } from 'vitest'
import { forkSandbox, type TestRequest, type TestSandbox } from '../../world/sandbox.ts'
import { held, heldStart, readHold, release, sleep } from '../holds/hold-requests.ts'
import { addResource, bodyAt, book, everything, faultsOf, widgetBodyAt } from './booking-world.ts'

const key = 'publishable'

async function validate(sandbox: TestSandbox, body: unknown, request: Omit<TestRequest, 'body'> = {}) {
  return await sandbox.send('POST', '/v2/bookings/validate', { body, ...request })
}

test('a free start is available, and nothing is stored', async () => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await validate(sandbox, bodyAt('2026-04-20T05:00:00Z'))
  expect([answer.status, answer.json]).toEqual([
    200,
    {
      available: true,
      start_at: '2026-04-20T05:00:00Z',
      end_at: '2026-04-20T05:30:00Z',
      resource_id: 'res_dr_niket',
      conflicts: [],
      suggestions: [],
    },
  ])
  await validate(sandbox, widgetBodyAt('2026-04-20T05:00:00Z'), { key })
  expect(await everything(sandbox)).toEqual(before)
})

test("the reference's refusal, without its error", async () => {
  const sandbox = await forkSandbox()
  const body = bodyAt('2026-04-21T05:00:00Z')
  const { json } = await validate(sandbox, body)
  expect(json).toMatchObject({
    available: false,
    conflicts: [{ type: 'existing_booking', id: 'bk_01HXYW999' }, { type: 'outside_working_hours' }],
  })
  const { conflicts, suggestions } = (await book(sandbox, body)).json.error.details
  expect({ conflicts: json.conflicts, suggestions: json.suggestions }).toEqual({ conflicts, suggestions })
})

test('a widget sees no ids, and never the past', async () => {
  const sandbox = await forkSandbox()
  const taken = await validate(sandbox, widgetBodyAt('2026-04-21T05:00:00Z'), { key })
  expect(taken.json.conflicts).toEqual([{ type: 'existing_booking' }, { type: 'outside_working_hours' }])
  expect(taken.text).not.toContain('bk_')
  const past = '2026-04-15T05:00:00Z'
  expect((await validate(sandbox, widgetBodyAt(past), { key })).json.conflicts).toEqual([{ type: 'in_past' }])
  expect((await validate(sandbox, bodyAt(past))).json.available).toBe(true)
})

test('an override hides no conflict', async () => {
  const { json } = await validate(
    await forkSandbox(),
    bodyAt('2026-04-21T05:00:00Z', { override_conflicts: true }),
  )
  expect(json.available).toBe(false)
  expect(json.conflicts).toHaveLength(2)
})

test('what a create refuses for its shape is refused alike', async () => {
  const sandbox = await forkSandbox()
  for (const [body, request] of [
    [{}, {}],
    [
      bodyAt('2026-04-20T05:00:00Z', {
        customer_id: 'cust_none',
        service_id: 'svc_none',
        hold_id: 'hold_none',
      }),
      {},
    ],
    [bodyAt('2026-04-20T05:00:00Z'), { key }],
    [widgetBodyAt('2026-04-20T05:00:00Z', { override_conflicts: true }), { key }],
  ] as const) {
    const [tried, made] = [await validate(sandbox, body, request), await book(sandbox, body, request)]
    expect(tried.status).toBe(422)
    expect(faultsOf(tried)).toEqual(faultsOf(made))
  }
})

test('without a resource it names the one whose turn it is, and its own length', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_slow' })
  const overrides = [{ resource_id: 'res_slow', duration_min: 60, price: null }]
  await sandbox.sandbox.store.write(async trx => {
    const requirements = [
      { group: 'staff', resource_ids: ['res_dr_niket', 'res_slow'], skills: [], overrides },
    ]
    await trx
      .updateTable('services')
      .set({ requirements: JSON.stringify(requirements) })
      .execute()
  })
  const { resource_id: _, ...body } = bodyAt('2026-04-20T05:00:00Z')
  const tried = await validate(sandbox, body)
  expect(tried.json).toMatchObject({ resource_id: 'res_slow', end_at: '2026-04-20T06:00:00Z' })
  expect((await book(sandbox, body)).json).toMatchObject({
    resource_id: 'res_slow',
    end_at: '2026-04-20T06:00:00Z',
  })
})

test('a hold is not in the way of the booking that names it, and stays', async () => {
  const sandbox = await forkSandbox()
  const { id, client_secret } = await held(sandbox)
  expect((await validate(sandbox, bodyAt(heldStart))).json.conflicts).toEqual([{ type: 'hold', id }])
  expect((await validate(sandbox, bodyAt(heldStart, { hold_id: id }))).json.available).toBe(true)
  const widget = widgetBodyAt(heldStart, { hold_id: id })
  expect((await validate(sandbox, widget, { key })).status).toBe(404)
  const headers = { 'x-client-secret': client_secret }
  expect((await validate(sandbox, widget, { key, headers })).json.available).toBe(true)
  expect((await readHold(sandbox, id)).json.status).toBe('active')
  sleep(sandbox, 300)
  expect((await validate(sandbox, bodyAt(heldStart, { hold_id: id }))).status).toBe(410)
})

test('a hold that was used or released is refused as a create refuses it', async () => {
  const sandbox = await forkSandbox()
  const later = '2026-04-20T06:00:00Z'
  const [used, released] = [await held(sandbox), await held(sandbox, { start_at: later })]
  await book(sandbox, bodyAt(heldStart, { hold_id: used.id }))
  await release(sandbox, released.id)
  const before = await everything(sandbox)
  for (const [hold_id, start, from] of [
    [used.id, heldStart, 'consumed'],
    [released.id, later, 'released'],
  ] as const) {
    const { status, json } = await validate(sandbox, bodyAt(start, { hold_id }))
    expect([status, json.error.code]).toEqual([409, 'invalid_state_transition'])
    expect(json.error.details).toEqual({ from, action: 'consume', allowed: [] })
  }
  expect(await everything(sandbox)).toEqual(before)
})

test('another tenant has none of it', async () => {
  const answer = await validate(await forkSandbox(), bodyAt('2026-04-20T05:00:00Z'), {
    tenant: 'tnt_ideadunes',
  })
  expect(faultsOf(answer)).toEqual([
    '/customer_id not_found',
    '/service_id not_found',
    '/resource_id not_found',
  ])
})
