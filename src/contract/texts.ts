import { type TSchemaOptions, Type } from 'typebox'
import { eventPatternForm } from '../webhooks/event-patterns.ts'

/** At least one character that is not blank. */
const notBlank = '\\S'

const separators = '[ ().\\/-]{0,4}'
const extension = '(?: ?;?(?:#|[xX]|[eE][xX][tT][nN]?|[eE]xtension)[.:= ]{0,2}[0-9]{1,10})?'

/** Three to twenty digits as people write them, and an extension: `+1 555 0100 ext. 12`. */
const phone = `^ *(?:\\+|\\(\\+?|\\+\\()?[0-9](?:${separators}[0-9]){2,19}[ )]*${extension} *$`

/** A name that does well in a shell and in a file name: of a snapshot, of a fork. */
export const plainName = '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'

const localTime = '([01][0-9]|2[0-3]):[0-5][0-9]'
/** A time of day. */
export const time = `^${localTime}$`
const dateAndTime = `^[0-9]{4}-[0-9]{2}-[0-9]{2}T${localTime}(:00)?$`

/** The name of a member of metadata. */
export const memberName = '^.{1,40}$'

/** A word of a client's own, also as the name of a member. */
export const ownWord = '^[a-z][a-z0-9_]{0,39}$'

/** A word of a client's own for what people agree to. */
export const purposeWord = '^[a-z][a-z0-9_]{0,62}$'

/** A local date. */
export const localDate = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'

/** A time of day at which something ends: 24:00 is the end of the day. */
export const endTime = `^(${localTime}|24:00)$`

export const currencyCode = '^[A-Z]{3}$'

export const webUrl = '^https?://'

/** Patterns of event types, with commas between them. */
export const eventPatternList = '^!?[a-z_*.]+(,!?[a-z_*.]+)*$'

const word = (most: number) =>
  `must be at most ${most} lower-case letters, digits and underscores that begin with a letter`
const eventPatterns = 'such as booking.created, booking.* or !booking.updated'

/** Patterns that leave people free to write what they like, or as they are used to. */
export const freePatterns: ReadonlySet<string> = new Set([notBlank, phone])

/** Status codes, or classes of them, of the control API. */
export const statusList = '^[1-5](\\d\\d|xx)(,[1-5](\\d\\d|xx))*$'

/** Behind which event a stream of the control API begins. */
export const placeInEvents = '^(start|evt_[A-Za-z0-9_]{1,64})$'

/** What to say of a text that does not match one of these patterns, in place of the pattern. */
export const patternMessages: Readonly<Record<string, string>> = {
  [notBlank]: 'must not be blank',
  [plainName]:
    'must be a name of letters, digits, dots, hyphens and underscores, at most 63 of them, that begins with a letter or a digit',
  [phone]: 'must be a phone number, such as +91 98765 43210 or +1 555 0100 ext. 12',
  [time]: 'must be a time of day such as 09:30',
  [endTime]: 'must be a time of day such as 18:00; 24:00 is the end of the day',
  [localDate]: 'must be a date such as 2026-04-20',
  [dateAndTime]: 'must be a date and time without an offset, such as 2026-04-20T10:30',
  [ownWord]: word(40),
  [purposeWord]: word(63),
  [currencyCode]: 'must be a currency of ISO 4217 such as INR',
  [webUrl]: 'must be a URL that begins with http:// or https://',
  [eventPatternForm]: `must be an event type or a pattern of types, ${eventPatterns}`,
  [statusList]: 'must be status codes or classes of them, such as 404 or 4xx, with commas between them',
  [placeInEvents]: 'must be start, or the id of an event, which starts with evt_',
  [eventPatternList]: `must be event types or patterns of types, ${eventPatterns}, with commas between them`,
}

/** What to say of a member whose name does not match one of these patterns. */
export const nameMessages: Readonly<Record<string, string>> = {
  [memberName]: 'must have a name of 1 to 40 characters, in one line',
  [ownWord]:
    'must have a name of at most 40 lower-case letters, digits and underscores that begins with a letter, such as service_date',
}

/** A text that says something: a name, a reason. */
export function wording(maxLength: number, description: string, options: TSchemaOptions = {}) {
  return Type.String({ minLength: 1, maxLength, pattern: notBlank, description, ...options })
}

/** An e-mail address. Its domain may be in any script, which JSON Schema calls `idn-email`. */
export function emailAddress(description: string) {
  return Type.String({ format: 'idn-email', maxLength: 254, description })
}

/** A phone number as people write it. */
export function phoneNumber(description: string) {
  return Type.String({ pattern: phone, maxLength: 40, description })
}

/** A time of day on the wall clock. */
export function clockTime(description: string) {
  return Type.String({
    pattern: time,
    maxLength: 5,
    description: `${description} \`HH:MM\`.`,
    'x-example': '09:30',
  })
}

/** A date and time on the wall clock, of whole minutes. */
export function localDateTime(description: string) {
  return Type.String({ pattern: dateAndTime, maxLength: 40, description, 'x-example': '2026-04-20T10:30' })
}
