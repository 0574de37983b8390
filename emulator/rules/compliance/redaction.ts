import { erasedName, erasedText } from '../../store/personal-data.ts'

/** What tells of a person, and how it is taken out of texts. */
export interface Redaction {
  /** Takes it out of the text of a column. */
  readonly column: (table: string, column: string, text: string) => string
  /** The same of a sentence. */
  readonly words: (text: string) => string
}

type Json = Readonly<Record<string, unknown>>

/** Members of a customer that become null. */
const customerMembers = ['email', 'phone', 'external_ref', 'timezone', 'locale', 'notes']

/** A reason that is one of ours, such as payment_timeout, tells of nobody. */
const isCode = /^[a-z]+(_[a-z]+)*$/

/** Shorter words stand in too many others. */
const shortestWord = 3

/**
 * How a person is taken out of texts: `ids` are those of the customer and of the ones that were merged into it, `words`
 * tell of the person. `at` is noted in events, whose bytes change this once.
 */
export function redactionOf(ids: ReadonlySet<string>, allWords: readonly string[], at: string): Redaction {
  const words = [...new Set(allWords.filter(word => word.length >= shortestWord))]
  const wholeWord =
    words.length === 0
      ? null
      : new RegExp(
          `(?<![\\p{L}\\p{N}])(?:${words
            .toSorted((one, other) => other.length - one.length)
            .map(word => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
            .join('|')})(?![\\p{L}\\p{N}])`,
          'giu',
        )
  const inText = (text: string) => (wholeWord === null ? text : text.replace(wholeWord, erasedText))
  const inValue = (value: unknown): unknown => {
    if (typeof value === 'string') return inText(value)
    if (Array.isArray(value)) return value.map(inValue)
    if (typeof value !== 'object' || value === null) return value
    return inObject(value as Json)
  }
  const inObject = (object: Json): Json => {
    const isTheirs = ids.has(String(object.customer_id))
    const theirs = ids.has(String(object.id))
      ? withoutCustomer(object)
      : isTheirs
        ? withoutPerson(object)
        : object
    return Object.fromEntries(Object.entries(theirs).map(([name, value]) => [name, inValue(value)]))
  }
  const inDocument = (text: string, isEvent: boolean): string => {
    if (![...ids].some(id => text.includes(id))) return text
    const parsed = JSON.parse(text) as Json
    const object = inValue(isEvent ? withoutPrevious(parsed, ids) : parsed) as Json
    const redacted = JSON.stringify(object)
    if (redacted === text || !isEvent) return redacted
    return JSON.stringify({ ...object, redacted_at: parsed.redacted_at ?? at })
  }
  const url = (text: string) => {
    const [path = '', query] = text.split('?', 2)
    const values = [path, ...new URLSearchParams(query ?? '').values()].map(decoded)
    const tells = values.some(value => words.some(word => tellsOf(value.toLowerCase(), word.toLowerCase())))
    if (!tells) return text
    return query === undefined ? inText(decoded(path)) : `${inText(decoded(path))}?${erasedText}`
  }
  return {
    words: inText,
    column(table, column, text) {
      switch (`${table}.${column}`) {
        case 'events.payload':
          return inDocument(text, true)
        case 'idempotency_records.body':
        case 'holds.metadata':
        case 'due_jobs.data':
          return inDocument(text, false)
        case 'request_log.path':
          return url(text)
        case 'messages.facts':
          return JSON.stringify(inValue(withoutFacts(JSON.parse(text) as Json)))
        case 'bookings.attendees':
          return JSON.stringify(withoutNames(JSON.parse(text)))
        case 'bookings.cancellation':
          return JSON.stringify(inValue(withoutReason(JSON.parse(text) as Json)))
        case 'bookings.decline_reason':
        case 'booking_history.reason':
          return isCode.test(text) ? text : erasedText
        default:
          return /^[{[]/.test(text) ? JSON.stringify(inValue(JSON.parse(text))) : inText(text)
      }
    },
  }
}

function tellsOf(value: string, word: string): boolean {
  return value.includes(word) || (value.length >= shortestWord && word.includes(value))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function withoutCustomer(object: Json): Json {
  const changes = Object.entries(object).map(([name, value]) => [
    name,
    customerMembers.includes(name) ? null : name === 'name' ? erasedName : name === 'metadata' ? {} : value,
  ])
  return Object.fromEntries(changes) as Json
}

/** An object that names the customer: a booking, a consent, a data request. */
function withoutPerson(object: Json): Json {
  const changed: Record<string, unknown> = { ...object }
  if (typeof object.notes === 'string') changed.notes = null
  if (typeof object.metadata === 'object') changed.metadata = {}
  if (Array.isArray(object.attendees)) changed.attendees = withoutNames(object.attendees)
  if (typeof object.cancellation === 'object' && object.cancellation !== null)
    changed.cancellation = withoutReason(object.cancellation as Json)
  if (typeof object.decline_reason === 'string' && !isCode.test(object.decline_reason))
    changed.decline_reason = erasedText
  return changed
}

/** What a message tells: of the customer, and of a booking as far as it shows it. */
function withoutFacts(facts: Json): Json {
  const { booking } = facts
  return {
    ...withoutReason(facts),
    customerName: erasedName,
    ...(typeof booking === 'object' && booking !== null && { booking: withoutPerson(booking as Json) }),
  }
}

function withoutNames(attendees: unknown): unknown {
  if (!Array.isArray(attendees)) return attendees
  return attendees.map(one => ({ ...(one as Json), name: erasedName, email: null }))
}

function withoutReason(cancellation: Json): Json {
  const { reason } = cancellation
  return typeof reason === 'string' && !isCode.test(reason)
    ? { ...cancellation, reason: erasedText }
    : cancellation
}

/** What stood there before is the same person's as what stands beside it. */
function withoutPrevious(event: Json, ids: ReadonlySet<string>): Json {
  const { object, previous_attributes: previous } = event.data as Readonly<Record<string, Json | undefined>>
  if (object === undefined || previous === undefined) return event
  const isCustomer = ids.has(String(object.id))
  if (!isCustomer && !ids.has(String(object.customer_id))) return event
  const redacted = isCustomer ? withoutCustomer(previous) : withoutPerson(previous)
  return { ...event, data: { ...(event.data as Json), previous_attributes: redacted } }
}
