import ICAL from 'ical.js'
import { sync as nodeIcal } from 'node-ical'
import { beforeEach, describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await forkSandbox('default')
})

const file = async (id: string, request = {}) => await sandbox.send('GET', `/v2/bookings/${id}/ics`, request)

/** The file as two parsers of other people read it; they have to agree. */
function parsed(text: string) {
  const component = new ICAL.Component(ICAL.parse(text))
  const [vevent] = component.getAllSubcomponents('vevent')
  if (vevent === undefined) throw new Error('The file has no event.')
  const event = new ICAL.Event(vevent)
  const [other] = Object.values(nodeIcal.parseICS(text)).filter(part => part?.type === 'VEVENT')
  if (other === undefined) throw new Error('The second parser finds no event.')
  const textOf = (value: unknown) => (typeof value === 'object' ? (value as { val?: unknown })?.val : value)
  const read = {
    uid: event.uid,
    summary: event.summary,
    description: event.description ?? undefined,
    location: event.location ?? undefined,
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    sequence: event.sequence ?? 0,
    status: vevent.getFirstPropertyValue('status'),
  }
  expect({
    uid: other.uid,
    summary: textOf(other.summary),
    description: textOf(other.description),
    location: textOf(other.location),
    start: new Date(other.start).toISOString(),
    end: new Date(other.end as Date).toISOString(),
    sequence: Number(other.sequence ?? 0),
    status: other.status,
  }).toEqual(read)
  return { ...read, component, vevent }
}

/** The name of the calendar. The parser knows neither property, so that the test unescapes them as texts. */
function nameOf(component: ICAL.Component) {
  return ['name', 'x-wr-calname'].map(property =>
    String(component.getFirstPropertyValue(property)).replaceAll(/\\(.)/g, (_, escaped: string) =>
      escaped === 'n' ? '\n' : escaped,
    ),
  )
}

/** Line ends and the length of lines, which parsers forgive and calendars do not. */
function expectWellFolded(text: string) {
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  expect(Buffer.from(text).toString('utf8')).toBe(text)
  expect(text).not.toContain('\uFFFD')
}

async function book(body: object) {
  const answer = await sandbox.send('POST', '/v2/bookings', {
    body: {
      customer_id: 'cust_priya_01',
      service_id: 'svc_consult_30',
      start_at: '2026-04-20T05:00:00Z',
      ...body,
    },
  })
  expect(answer.status).toBe(201)
  return answer.json
}

describe('the file of a live booking', () => {
  test('is published, with the times in UTC and a name to save it by', async () => {
    const answer = await file('bk_01HXYW999')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8; method=PUBLISH')
    expect(answer.headers['content-disposition']).toBe('attachment; filename="bk_01HXYW999.ics"')
    expectWellFolded(answer.text)
    const { component, vevent, ...read } = parsed(answer.text)
    expect(read).toEqual({
      uid: 'bk_01HXYW999@tnt-clinic.ideadunes.example',
      summary: 'Consultation, 30 minutes – Dr Niket',
      description: undefined,
      location: undefined,
      start: '2026-04-21T05:00:00.000Z',
      end: '2026-04-21T05:30:00.000Z',
      sequence: 0,
      status: 'CONFIRMED',
    })
    expect(component.getFirstPropertyValue('method')).toBe('PUBLISH')
    expect(component.getFirstPropertyValue('version')).toBe('2.0')
    expect(component.getFirstPropertyValue('name')).toBe('Niket Clinic')
    expect(vevent.getFirstProperty('organizer')?.getFirstParameter('cn')).toBe('Niket Clinic')
    expect(vevent.getFirstPropertyValue('organizer')).toBe('mailto:bookings@tnt-clinic.ideadunes.example')
    expect(vevent.getAllProperties('attendee')).toEqual([])
    expect(String(vevent.getFirstPropertyValue('dtstamp'))).toBe('2026-04-15T09:42:11Z')
    expect(answer.text.indexOf('METHOD:')).toBeLessThan(answer.text.indexOf('BEGIN:VEVENT'))
  })

  test.each([
    ['bk_pending_01', 'TENTATIVE'],
    ['bk_today_01', 'CONFIRMED'],
  ])('%s is %s', async (id, status) => {
    expect(parsed((await file(id)).text).status).toBe(status)
  })

  test.each([
    ['check_in', 'bk_today_01'],
    ['complete', 'bk_today_01'],
    ['no_show', 'bk_missed_01'],
  ])('stays CONFIRMED after %s: the time passed as booked', async (verb, id) => {
    expect((await sandbox.send('POST', `/v2/bookings/${id}/${verb}`)).status).toBe(200)
    const answer = await file(id)
    expect(parsed(answer.text).status).toBe('CONFIRMED')
    expect(answer.text).toContain('METHOD:PUBLISH\r\n')
  })

  test('moves with the booking: same UID, SEQUENCE of its schedule_revision', async () => {
    const before = parsed((await file('bk_checkup_01')).text)
    const body = { start_at: '2026-05-27T05:30:00Z' }
    expect((await sandbox.send('POST', '/v2/bookings/bk_checkup_01/reschedule', { body })).status).toBe(200)
    await sandbox.send('PATCH', '/v2/bookings/bk_checkup_01', { body: { notes: 'Only notes' } })
    const after = parsed((await file('bk_checkup_01')).text)
    expect([before.uid, before.sequence]).toEqual([after.uid, 0])
    expect([after.sequence, after.start]).toEqual([1, '2026-05-27T05:30:00.000Z'])
  })

  test('tells where a video booking takes place', async () => {
    const booking = await book({ channel: 'video_zoom' })
    const { text } = await file(booking.id)
    expectWellFolded(text)
    const { vevent, location } = parsed(text)
    expect(location).toBe(booking.join_url)
    expect(vevent.getFirstPropertyValue('conference')).toBe(booking.join_url)
    expect(vevent.getFirstPropertyValue('url')).toBe(booking.join_url)
  })
})

test.each(['cancel', 'decline'])('%s takes the entry out of the calendar of the customer', async verb => {
  const { json } = await sandbox.send('POST', `/v2/bookings/bk_pending_01/${verb}`, {
    body: { reason: 'ill' },
  })
  expect(json.error).toBeUndefined()
  const answer = await file('bk_pending_01')
  expect(answer.headers['content-type']).toContain('method=CANCEL')
  const { component, vevent, status, sequence } = parsed(answer.text)
  expect([component.getFirstPropertyValue('method'), status, sequence]).toEqual(['CANCEL', 'CANCELLED', 1])
  expect(String(vevent.getFirstPropertyValue('attendee')).toLowerCase()).toBe('mailto:priya@example.com')
  expect(vevent.getFirstProperty('attendee')?.getFirstParameter('cn')).toBe('Priya Sharma')
})

describe('names and notes of any script arrive as they are', () => {
  test.each([
    ['Hindi', 'प्रिया शर्मा से मुलाक़ात, कृपया रिपोर्ट साथ लाएँ; धन्यवाद'],
    ['Arabic', 'موعد مع الطبيب، يرجى إحضار التقارير؛ شكرًا'],
    ['emoji', '👩🏽‍⚕️ 🦷 👨‍👩‍👧‍👦 🇮🇳 — see you 🙂'.repeat(4)],
    ['what needs escaping', 'a,b;c\\d "e" :f\nnew line\n\n\\, \\; ^ ^n <b>&amp;</b> %20 END:VEVENT'],
    ['a long word', 'ज्ञ'.repeat(400)],
    ['one character before a fold', `${'x'.repeat(62)}é${'y'.repeat(73)}€`],
  ])('%s', async (_, text) => {
    const oneLine = text.replaceAll('\n', ' ').slice(0, 200)
    const service = await sandbox.send('POST', '/v2/services', {
      body: {
        name: oneLine,
        duration_min: 30,
        requirements: [{ group: 'staff', resource_ids: ['res_dr_niket'] }],
      },
    })
    const booking = await book({ service_id: service.json.id, notes: text })
    const answer = await file(booking.id)
    expectWellFolded(answer.text)
    const { description, summary } = parsed(answer.text)
    expect(description).toBe(text)
    expect(summary).toBe(`${oneLine} – Dr Niket`)
  })

  test('a backslash before an n is no line break', async () => {
    // Of the two parsers only the first tells them apart: the second unescapes in the wrong order.
    const notes = 'C:\\new \\Names'
    const { id } = await book({ notes })
    const vevent = new ICAL.Component(ICAL.parse((await file(id)).text)).getFirstSubcomponent('vevent')
    expect(vevent?.getFirstPropertyValue('description')).toBe(notes)
  })

  test('and in the names that stand in parameters', async () => {
    const name = 'Dr. "Zoë" O’Neil; <नीरज>, ^ & Söhne: 🏥'
    await sandbox.send('PATCH', '/v2/tenant', { body: { name } })
    await sandbox.send('PATCH', '/v2/customers/cust_priya_01', { body: { name } })
    await sandbox.send('POST', '/v2/bookings/bk_pending_01/cancel', { body: {} })
    const answer = await file('bk_pending_01')
    expectWellFolded(answer.text)
    const { vevent, component } = parsed(answer.text)
    expect(nameOf(component)).toEqual([name, name])
    for (const property of ['organizer', 'attendee'])
      expect(vevent.getFirstProperty(property)?.getFirstParameter('cn')).toMatch(/Zoë.*O’Neil.*नीरज.*🏥/)
  })
})

describe('texts stay text', () => {
  const tricky = 'END:VEVENT\r\nEND:VCALENDAR\r\nMETHOD:CANCEL'

  test.each([
    ['notes of a video booking that end the event', 'END:VEVENT'],
    ['and with line breaks', `${tricky}\n$& $1 $\` END:VEVENT\nBEGIN:VEVENT`],
  ])('%s', async (_, notes) => {
    const booking = await book({ channel: 'video_meet', notes })
    const answer = await file(booking.id)
    expectWellFolded(answer.text)
    expect(answer.headers['content-type']).toContain('method=PUBLISH')
    const { vevent, description, component } = parsed(answer.text)
    expect(component.getAllSubcomponents('vevent')).toHaveLength(1)
    expect(description).toBe(notes.replaceAll('\r\n', '\n'))
    expect(vevent.getFirstPropertyValue('conference')).toBe(booking.join_url)
  })

  test.each([
    ['what needs escaping', 'Niket, Söhne; Clinic \\ "Nord"', 'Niket, Söhne; Clinic \\ "Nord"'],
    ['lines', `Niket\n${tricky}\rClinic`, 'Niket\nEND:VEVENT\nEND:VCALENDAR\nMETHOD:CANCEL\nClinic'],
    ['line breaks of word processors', 'a\u000bb\u000cc\u0085d\u2028e\u2029f', 'a\nb\nc\nd\ne\nf'],
    ['control characters', 'a\u0001b\u0007c\u001bd\u007fe\u009ff\tg', 'abcdef\tg'],
    ['a long one of many octets', `प्रिया, शर्मा;\n${'é'.repeat(150)}`, `प्रिया, शर्मा;\n${'é'.repeat(150)}`],
  ])('%s in every name', async (_, name, read) => {
    const patch = async (path: string) =>
      expect((await sandbox.send('PATCH', path, { body: { name } })).status).toBe(200)
    await patch('/v2/tenant')
    await patch('/v2/customers/cust_priya_01')
    await patch('/v2/services/svc_consult_30')
    await patch('/v2/resources/res_dr_niket')
    const location = await sandbox.send('POST', '/v2/locations', {
      body: { name, timezone: 'Asia/Kolkata' },
    })
    expect(location.status).toBe(201)
    await sandbox.send('PATCH', '/v2/resources/res_dr_niket', { body: { location_id: location.json.id } })
    const { id } = await book({ notes: name })
    await sandbox.send('POST', `/v2/bookings/${id}/cancel`, { body: {} })
    const answer = await file(id)
    expectWellFolded(answer.text)
    expect(answer.headers['content-type']).toContain('method=CANCEL')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left.
    expect(answer.text.replaceAll('\r\n', '')).not.toMatch(/[\0-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]/)
    const { component, vevent, summary, description, location: place } = parsed(answer.text)
    expect(nameOf(component)).toEqual([read, read])
    expect([summary, description, place]).toEqual([`${read} – ${read}`, read, read])
    for (const property of ['organizer', 'attendee'])
      expect(vevent.getFirstProperty(property)?.getFirstParameter('cn')).toBe(read)
  })

  test('properties stand before the event, as the grammar wants them', async () => {
    const { text } = await file('bk_01HXYW999')
    const lines = text.split('\r\n')
    expect(lines.lastIndexOf('END:VEVENT')).toBe(lines.indexOf('END:VCALENDAR') - 1)
  })
})

describe('the address of the customer is a URI', () => {
  test.each([
    ['user%tag@example.com', 'mailto:user%25tag@example.com'],
    ['a?b=c&d@example.com', 'mailto:a%3Fb%3Dc%26d@example.com'],
    ['a/b#c+d@example.com', 'mailto:a%2Fb%23c+d@example.com'],
    ["o'neil_{x}|y~z@example.com", "mailto:o'neil_%7Bx%7D%7Cy~z@example.com"],
  ])('%s', async (email, uri) => {
    const changed = await sandbox.send('PATCH', '/v2/customers/cust_priya_01', { body: { email } })
    expect(changed.json.error).toBeUndefined()
    await sandbox.send('POST', '/v2/bookings/bk_pending_01/cancel', { body: {} })
    const { vevent } = parsed((await file('bk_pending_01')).text)
    const read = String(vevent.getFirstPropertyValue('attendee'))
    expect(read).toBe(uri)
    expect(decodeURIComponent(read)).toBe(`mailto:${email}`)
  })
})

describe('a link', () => {
  test('works with the client secret in the query, and shows neither notes nor addresses', async () => {
    const booking = await book({ notes: 'Seems nervous' })
    const key = 'publishable'
    const { status, text } = await file(`${booking.id}`, {
      key,
      headers: { 'x-client-secret': booking.client_secret },
    })
    const linked = await sandbox.send(
      'GET',
      `/v2/bookings/${booking.id}/ics?client_secret=${booking.client_secret}`,
      { key },
    )
    expect([status, linked.status]).toEqual([200, 200])
    expect(linked.text).toBe(text)
    expect(text).not.toContain('nervous')
    await sandbox.send('POST', `/v2/bookings/${booking.id}/cancel`, { body: {} })
    const cancelled = await sandbox.send(
      'GET',
      `/v2/bookings/${booking.id}/ics?client_secret=${booking.client_secret}`,
      { key },
    )
    expect(cancelled.text).not.toContain('priya@example.com')
    expect(parsed(cancelled.text).vevent.getAllProperties('attendee')).toHaveLength(1)
  })

  test.each(['', '?client_secret=cs_wrong'])('leads nowhere with %j', async query => {
    const answer = await sandbox.send('GET', `/v2/bookings/bk_01HXYW999/ics${query}`, { key: 'publishable' })
    expect([answer.status, answer.json.error.code]).toEqual([404, 'not_found'])
  })

  test('leads nowhere for another tenant', async () => {
    expect((await file('bk_01HXYW999', { tenant: 'tnt_ideadunes' })).status).toBe(404)
  })
})

test('a booking without a series is all that its series scope holds', async () => {
  const [alone, series] = [await file('bk_01HXYW999'), await file('bk_01HXYW999')]
  expect(series.text).toBe(alone.text)
  const scoped = await sandbox.send('GET', '/v2/bookings/bk_01HXYW999/ics?scope=series')
  expect(scoped.text).toBe(alone.text)
})
