import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, referenceBody } from './booking-world.ts'

/** The body of the reference's Common response format, word for word. */
const referenceAnswer = {
  id: 'bk_01HXYZ234',
  tenant_id: 'tnt_clinic',
  customer_id: 'cust_priya_01',
  service_id: 'svc_consult_30',
  resource_id: 'res_dr_niket',
  status: 'confirmed',
  start_at: '2026-04-20T05:00:00Z',
  end_at: '2026-04-20T05:30:00Z',
  created_at: '2026-04-15T09:42:11Z',
  links: {
    self: '/v2/bookings/bk_01HXYZ234',
    customer: '/v2/customers/cust_priya_01',
    ics: '/v2/bookings/bk_01HXYZ234/ics',
  },
}

/** The error of the reference's Error format, word for word; the suggestions there lie on another day. */
const referenceError = {
  code: 'resource_unavailable',
  message: 'Resource res_dr_niket is not available at the requested time',
  doc_url: 'https://docs.ideadunes.com/errors/resource_unavailable',
  details: {
    conflicts: [{ type: 'existing_booking', id: 'bk_01HXYW999' }, { type: 'outside_working_hours' }],
  },
}

/** The reference's request: its tenant and idempotency headers, and its body. */
async function sendReference(sandbox: TestSandbox, idempotencyKey: string, key = 'secret') {
  return await book(sandbox, referenceBody, { tenant: 'tnt_clinic', idempotencyKey, key })
}

test("the reference's request gets the reference's answer", async () => {
  const sandbox = await forkSandbox()
  const answer = await sendReference(sandbox, 'idem_unique_per_request')
  expect(answer.status).toBe(201)
  expect(answer.headers['content-type']).toBe('application/json')
  expect(answer.headers['x-request-id']).toMatch(/^req_/)
  // The example is the second request of its tenant within the burst of 5,000.
  expect(answer.headers['x-rate-limit-remaining']).toBe('4999')
  const expected = JSON.parse(JSON.stringify(referenceAnswer).replaceAll('bk_01HXYZ234', answer.json.id))
  expect(answer.json).toMatchObject(expected)
  expect(answer.json.links).toEqual(expected.links)
  expect(answer.json.id).toMatch(/^bk_[0-9A-HJKMNP-TV-Z]{26}$/)
})

test('the second request within the burst leaves the 4998 of the example', async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('GET', '/v2/bookings')
  const answer = await sendReference(sandbox, 'idem_unique_per_request')
  expect(answer.headers['x-rate-limit-remaining']).toBe('4998')
})

test('a created booking has these members and no others', async () => {
  const answer = await sendReference(await forkSandbox(), 'idem_members')
  expect(Object.keys(answer.json).toSorted()).toEqual([
    'allocations',
    'attendees',
    'cancellation',
    'channel',
    'checked_in_at',
    'client_secret',
    'completed_at',
    'confirm_by',
    'created_at',
    'customer_id',
    'decline_reason',
    'end_at',
    'hold_id',
    'id',
    'join_url',
    'links',
    'metadata',
    'notes',
    'original_start_at',
    'override_conflicts',
    'party_size',
    'pay_by',
    'payment',
    'policy',
    'resource_id',
    'revision',
    'schedule_revision',
    'send_confirmation',
    'series_id',
    'service_id',
    'start_at',
    'status',
    'tenant_id',
    'updated_at',
  ])
  expect(answer.json).toMatchObject({
    channel: 'video_zoom',
    notes: 'Follow-up · cardiology',
    send_confirmation: true,
    join_url: `https://zoom.example/ideadunes/${answer.json.id}`,
    party_size: 1,
    revision: 1,
    schedule_revision: 0,
    allocations: [{ group: 'staff', resource_id: 'res_dr_niket' }],
    policy: { confirmation: 'auto', cancel_cutoff_min: 1440, reminders_min: [1440, 60] },
  })
  expect(answer.headers.etag).toBe('"1"')
})

test('the same request with another idempotency key is refused, and both suggestions can be booked', async () => {
  const sandbox = await forkSandbox()
  const first = await sendReference(sandbox, 'idem_1')
  const refused = await sendReference(sandbox, 'idem_2')
  expect(refused.status).toBe(422)
  expect(refused.json.error.details).toEqual({
    conflicts: [{ type: 'existing_booking', id: first.json.id }],
    suggestions: [
      { start_at: '2026-04-20T05:30:00Z', available: true },
      { start_at: '2026-04-20T06:00:00Z', available: true },
    ],
  })
  for (const { start_at } of refused.json.error.details.suggestions) {
    expect((await book(sandbox, { ...referenceBody, start_at })).status).toBe(201)
  }
})

test("a create at 05:00Z of 21 April gets the reference's whole 422", async () => {
  const answer = await book(await forkSandbox(), bodyAt('2026-04-21T05:00:00Z'))
  expect(answer.status).toBe(422)
  expect(answer.json).toEqual({
    error: {
      ...referenceError,
      request_id: answer.headers['x-request-id'],
      details: {
        ...referenceError.details,
        suggestions: [
          { start_at: '2026-04-21T05:30:00Z', available: true },
          { start_at: '2026-04-21T06:00:00Z', available: true },
        ],
      },
    },
  })
  expect(Object.keys(answer.json.error)).toEqual(['code', 'message', 'doc_url', 'request_id', 'details'])
})
