import type { MessageKind, MessageView } from '../../../src/control/message-control.ts'
import { toAnswer } from '../../store/instants.ts'
import type { MessageRow } from '../../store/schema.ts'
import type { CalendarEntry } from '../calendar-file/calendar-file.ts'
import type { MessageFacts } from './message-facts.ts'
import { wordingOf } from './wordings.ts'

/** How a calendar file is made; it is handed in, for it takes long to load. */
export type MakeCalendar = (entry: CalendarEntry, stampMs: number) => string

/** The message as people read it: in the language and on the wall clock of the customer. */
export function renderMessage(row: MessageRow, makeCalendar: MakeCalendar): MessageView {
  const facts = JSON.parse(row.facts) as MessageFacts
  const kind = row.kind as MessageKind
  const { locale, timezone } = row
  const wording = wordingOf(locale)
  const at = (instant: string | null) => (instant === null ? '' : whenText(instant, locale, timezone))
  const fill = filler({
    name: facts.customerName,
    business: facts.tenantName,
    service: facts.serviceName,
    resource: facts.resourceName,
    when: at(facts.startAt),
    before: at(facts.movedFrom),
    until: at(facts.expiresAt),
  })
  const subject = fill(wording.subjects[kind])
  const hello = fill(wording.hello)
  const sentence = fill(wording.sentences[kind])
  const { labels } = wording
  const lines = [
    [labels.service, facts.serviceName],
    [labels.with, facts.resourceName],
    [labels.when, at(facts.startAt)],
    [labels.where, facts.place],
    [labels.join, facts.joinUrl],
    [labels.reason, facts.reason],
  ].flatMap(([label, value]) =>
    label != null && value != null && value !== '' ? [[label, value] as const] : [],
  )
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    kind,
    created_at: toAnswer(row.created_at),
    event_id: row.event_id,
    customer_id: row.customer_id,
    booking_id: kind === 'offer' ? null : row.object_id,
    waitlist_entry_id: kind === 'offer' ? row.object_id : null,
    channel: row.sent_by as MessageView['channel'],
    to: row.recipient,
    locale,
    timezone,
    subject,
    text: [
      hello,
      '',
      sentence,
      '',
      ...lines.map(([label, value]) => `${label}: ${value}`),
      '',
      facts.tenantName,
      '',
    ].join('\n'),
    html: htmlOf({ locale, subject, paragraphs: [hello, sentence], lines, business: facts.tenantName }),
    ics: calendarOf(row, facts, makeCalendar),
  }
}

/** `Monday, 20 April 2026 at 10:30 GMT+5:30`, as the locale has it. */
function whenText(instant: string, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(instant))
}

function filler(values: Readonly<Record<string, string>>): (template: string) => string {
  return template => template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

interface Page {
  readonly locale: string
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly lines: readonly (readonly [string, string])[]
  readonly business: string
}

/** A page that loads nothing from anywhere. */
function htmlOf({ locale, subject, paragraphs, lines, business }: Page): string {
  const rows = lines.map(
    ([label, value]) => `<tr><th align="start">${escaped(label)}</th><td>${escaped(value)}</td></tr>`,
  )
  const direction = ['ar', 'fa', 'he', 'ur'].includes(new Intl.Locale(locale).language) ? 'rtl' : 'ltr'
  return [
    '<!doctype html>',
    `<html lang="${escaped(locale)}" dir="${direction}">`,
    `<head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em">',
    ...paragraphs.map(text => `<p>${escaped(text)}</p>`),
    `<table cellpadding="4">${rows.join('')}</table>`,
    `<p>${escaped(business)}</p>`,
    '</body></html>',
    '',
  ].join('\n')
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** What goes with it, as it was then: an entry, or the end of one. Reminders have none: the calendar knows. */
function calendarOf(row: MessageRow, facts: MessageFacts, makeCalendar: MakeCalendar): string | null {
  const { booking } = facts
  if (booking === null || row.kind === 'reminder') return null
  const entry: CalendarEntry = {
    // Notes are the staff's.
    booking: { ...booking, notes: null },
    tenant: { id: row.tenant_id, name: facts.tenantName },
    customer: { id: row.customer_id, name: facts.customerName, email: facts.customerEmail },
    serviceName: facts.serviceName,
    resourceName: facts.resourceName,
    place: facts.place,
    joinUrl: facts.joinUrl,
    isWhole: true,
  }
  return makeCalendar(entry, Date.parse(row.created_at))
}
