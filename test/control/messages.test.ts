import { sync as nodeIcal } from 'node-ical'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MessageView } from '../../src/control/message-control.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { type ControlledSandbox, controlledSandbox } from './controlled-sandbox.ts'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox([], { dataSet: 'reference' })
  await sandbox.control('POST', '/clock/freeze', { body: { at: '2026-04-15T09:42:11Z' } })
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const wanted = '2026-04-20T05:00:00Z'
const outbox = async (query = ''): Promise<MessageView[]> =>
  (await sandbox.control('GET', `/messages${query}`)).json.data
const kinds = async (query = '') => (await outbox(query)).map(({ kind }) => kind)
const book = async (members: Record<string, unknown> = {}, at = wanted): Promise<string> => {
  const answer = await sandbox.send('POST', '/v2/bookings', { body: bodyAt(at, members) })
  expect(answer.status, answer.text).toBe(201)
  return answer.json.id
}
const change = (body: Record<string, unknown>) =>
  sandbox.send('PATCH', '/v2/customers/cust_priya_01', { body })
const advance = (to: string) => sandbox.control('POST', '/clock/advance', { body: { to } })

describe('a confirmation', () => {
  test('is rendered in the language and zone of the customer, with its calendar file', async () => {
    const id = await book({ channel: 'video_zoom', notes: 'For the staff' })
    const [message] = await outbox()
    expect(message).toMatchObject({
      tenant_id: 'tnt_clinic',
      kind: 'confirmation',
      created_at: '2026-04-15T09:42:11Z',
      customer_id: 'cust_priya_01',
      booking_id: id,
      waitlist_entry_id: null,
      channel: 'email',
      to: 'priya@example.com',
      locale: 'en-IN',
      timezone: 'Asia/Kolkata',
    })
    expect(message?.id).toMatch(/^msg_/)
    expect(message?.subject).toMatch(/^Confirmed: Consultation, 30 minutes, Monday,? 20 April 2026/)
    expect(message?.text).toContain('Hello Priya Sharma,\n\nyour booking with Niket Clinic is confirmed.')
    expect(message?.text).toMatch(/When: Monday.*10:30.*\n/)
    expect(message?.text).toContain(`Join: https://zoom.example/ideadunes/${id}`)
    expect(message?.text).not.toContain('For the staff')
    expect(message?.html).toContain('<p>your booking with Niket Clinic is confirmed.</p>')
    const [event] = Object.values(nodeIcal.parseICS(message?.ics ?? '')).filter(
      part => part?.type === 'VEVENT',
    )
    expect(event).toMatchObject({ uid: `${id}@tnt-clinic.ideadunes.example`, start: new Date(wanted) })
    expect(message?.ics).toContain('METHOD:PUBLISH')
    expect(message?.ics).not.toContain('For the staff')
    const { events } = { events: await sandbox.events() }
    expect(message?.event_id).toBe(events.find(({ type }) => type === 'booking.confirmed').id)
    expect((await sandbox.control('GET', `/messages/${message?.id}`)).json).toEqual(message)
  })

  test.each([
    ['de-AT', 'Europe/Vienna', 'Bestätigt: ', /Montag, 20\. April 2026 um 07:00 MESZ/],
    ['fr', 'Europe/Paris', 'Confirmé : ', /lundi 20 avril 2026 à 07:00/],
    ['hi-IN', 'Asia/Kolkata', 'पुष्टि: ', /20 अप्रैल 2026/],
    ['es-MX', 'America/New_York', 'Confirmada: ', /20 de abril de 2026.*1:00/],
    ['ja', 'Asia/Tokyo', 'Confirmed: ', /2026年4月20日.*14:00/],
  ])('in %s, %s', async (locale, timezone, subject, when) => {
    await change({ locale, timezone })
    await book()
    const [message] = await outbox()
    expect(message?.subject.startsWith(subject)).toBe(true)
    expect(message?.text).toMatch(when)
  })

  test('without a zone and a language is in those of the resource and in English', async () => {
    await change({ locale: null, timezone: null })
    await book()
    expect((await outbox())[0]).toMatchObject({ locale: 'en', timezone: 'Asia/Kolkata' })
  })

  test('goes by phone where there is no address, and nowhere where there is neither', async () => {
    await change({ email: null })
    await book()
    expect((await outbox())[0]).toMatchObject({ channel: 'sms', to: '+91 98765 43210' })
    await change({ phone: null })
    await book({}, '2026-04-20T05:30:00Z')
    expect(await outbox()).toHaveLength(1)
  })

  test('writes names into HTML so that they stay text', async () => {
    await change({ name: '<script>alert("x")</script> & Co' })
    await book()
    const [message] = await outbox()
    expect(message?.html).not.toContain('<script>')
    expect(message?.html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; Co')
    expect(message?.html).not.toMatch(/src=|href=|url\(/)
  })
})

describe('what customers are told', () => {
  test('of a booking in its life: confirmation, change, reminders, cancellation', async () => {
    const id = await book()
    await sandbox.send('POST', `/v2/bookings/${id}/reschedule`, {
      body: { start_at: '2026-04-20T06:00:00Z' },
    })
    await advance('2026-04-20T05:30:00Z')
    await sandbox.send('POST', `/v2/bookings/${id}/cancel`, { body: { reason: 'The doctor is ill' } })
    const messages = await outbox(`?booking=${id}`)
    expect(messages.map(({ kind }) => kind)).toEqual([
      'confirmation',
      'change',
      'reminder',
      'reminder',
      'cancellation',
    ])
    const [, moved, , , cancelled] = messages
    expect(moved?.text).toMatch(/Before, it was Monday.*10:30/)
    expect(moved?.text).toMatch(/When: Monday.*11:30/)
    expect(moved?.ics).toContain('SEQUENCE:1')
    expect(cancelled?.text).toContain('Reason: The doctor is ill')
    expect(cancelled?.ics).toContain('METHOD:CANCEL')
    // The first still says what it said.
    expect(messages[0]?.text).toMatch(/When: Monday.*10:30/)
    expect(messages[2]?.ics).toBeNull()
  })

  test('nothing where send_confirmation is false, for as long as the booking lives', async () => {
    const id = await book({ send_confirmation: false })
    await sandbox.send('POST', `/v2/bookings/${id}/reschedule`, {
      body: { start_at: '2026-04-20T06:00:00Z' },
    })
    await advance('2026-04-20T05:59:00Z')
    await sandbox.send('POST', `/v2/bookings/${id}/cancel`, { body: {} })
    expect(await kinds(`?booking=${id}`)).toEqual([])
  })

  test('nothing of what is recorded after the fact, refused or rolled back', async () => {
    await book({}, '2026-04-14T05:00:00Z')
    await sandbox.send('POST', '/v2/bookings', { body: bodyAt('2026-04-21T05:00:00Z') })
    expect(await outbox()).toEqual([])
  })

  test('of an offer of the waitlist, until when it stands', async () => {
    const id = await book()
    await sandbox.send('POST', '/v2/waitlist_entries', {
      body: {
        customer_id: 'cust_arjun_02',
        service_id: 'svc_consult_30',
        windows: [{ from: wanted, to: '2026-04-20T05:30:00Z' }],
      },
    })
    await sandbox.send('POST', `/v2/bookings/${id}/cancel`, { body: {} })
    const [offer] = await outbox('?kind=offer')
    expect(offer).toMatchObject({ to: 'arjun@example.com', booking_id: null, ics: null })
    expect(offer?.waitlist_entry_id).toMatch(/^wl_/)
    expect(offer?.text).toMatch(/It is kept for you until Wednesday.*3:27/)
  })

  test('of each booking of a series', async () => {
    await sandbox.send('POST', '/v2/booking_series', {
      body: {
        customer_id: 'cust_priya_01',
        service_id: 'svc_consult_30',
        rrule: 'FREQ=WEEKLY;COUNT=3',
        start_local: '2026-04-20T10:30',
      },
    })
    expect(await kinds()).toEqual(Array(3).fill('confirmation'))
  })
})

describe('the outbox', () => {
  test('is paged in order, and filtered', async () => {
    for (const at of ['05:00', '05:30', '06:00']) await book({}, `2026-04-20T${at}:00Z`)
    const first = await sandbox.control('GET', '/messages?limit=2')
    expect([first.json.data.length, first.json.has_more]).toEqual([2, true])
    const rest = await sandbox.control('GET', `/messages?after=${first.json.data[1].id}`)
    expect([rest.json.data.length, rest.json.has_more]).toEqual([1, false])
    expect(await outbox('?kind=reminder,offer')).toEqual([])
    expect(await outbox('?customer=cust_arjun_02')).toEqual([])
    expect(await outbox('?tenant=tnt_ideadunes')).toEqual([])
    expect((await sandbox.control('GET', '/messages?kind=letter')).status).toBe(422)
    expect((await sandbox.control('GET', '/messages?after=msg_nothing')).status).toBe(422)
    expect((await sandbox.control('GET', '/messages/msg_nothing')).status).toBe(404)
    expect((await sandbox.control('GET', '/messages', { key: null })).status).toBe(401)
  })

  test('one jump of the clock writes what many steps write, to the byte', async () => {
    await book()
    await book({}, '2026-04-21T05:30:00Z')
    const { json } = await sandbox.control('POST', '/forks', { body: { name: 'steps' } })
    expect(json.id).toMatch(/^fork_/)
    const inFork = { headers: { 'x-sandbox': 'steps' } }
    await advance('2026-04-22T00:00:00Z')
    for (let day = 16; day <= 22; day++)
      await sandbox.control('POST', '/clock/advance', { ...inFork, body: { to: `2026-04-${day}T00:00:00Z` } })
    const stepped = await sandbox.control('GET', '/messages', inFork)
    expect(stepped.json.data).toHaveLength(6)
    expect(stepped.json.data).toEqual(await outbox())
  })

  test('goes with a snapshot', async () => {
    await book()
    const before = await outbox()
    await sandbox.control('POST', '/snapshots', { body: { name: 'one' } })
    await book({}, '2026-04-20T05:30:00Z')
    await sandbox.control('POST', '/snapshots/one/restore')
    expect(await outbox()).toEqual(before)
  })

  test('moves with a customer who is merged', async () => {
    await book()
    await sandbox.send('POST', '/v2/customers/cust_arjun_02/merge', {
      body: { source_customer_id: 'cust_priya_01' },
    })
    expect(await outbox('?customer=cust_arjun_02')).toHaveLength(1)
  })
})
