import type { DataSetName } from '../../../src/control/data-sets.ts'
import type { RequirementGroup } from '../../objects/service.ts'
import type { WeeklyHours } from '../../scheduling/calendar.ts'
import type { ExceptionRow } from '../../store/schema.ts'
import type { Random } from './random.ts'

/** A business as a data set describes it: who and what can be booked, and how busy it is. Bookings follow from it. */
export interface Business {
  readonly name: string
  readonly timezone: string
  readonly currency: string
  readonly locations: readonly LocationSpec[]
  readonly skills: readonly { readonly id: string; readonly name: string; readonly description: string }[]
  readonly resources: readonly ResourceSpec[]
  readonly services: readonly ServiceSpec[]
  readonly customers: CustomerSpec
  /** What stands in the notes of bookings. */
  readonly notes: readonly string[]
}

/** How a business is made for a number of bookings. */
export interface BusinessWish {
  readonly random: Random
  /** How many times the usual size it is, at least 1: grows slower than the number of bookings. */
  readonly scale: number
  /** Names of staff, drawn one after the other. */
  readonly staffName: () => string
  /** The local date so many days from today: `2026-04-21`. */
  readonly dateIn: (days: number) => string
}

export interface BusinessKind {
  readonly name: DataSetName
  /** Bookings unless somebody asks for another number. */
  readonly usualSize: number
  /** The zone whose days count. */
  readonly timezone: string
  /** Share of Indian names among the staff. */
  readonly indianStaff: number
  readonly make: (wish: BusinessWish) => Business
}

export interface LocationSpec {
  readonly id: string
  readonly name: string
  readonly timezone: string
  readonly address: string
  readonly opening_hours: WeeklyHours | null
  readonly holidays: readonly { readonly date: string; readonly name: string }[]
}

export interface ResourceSpec {
  readonly id: string
  readonly type: 'staff' | 'room' | 'equipment'
  readonly name: string
  readonly location_id: string
  readonly timezone: string
  readonly capacity?: number
  readonly weight?: number
  readonly max_bookings_per_day?: number
  readonly skills?: readonly { readonly skill_id: string; readonly level: number }[]
  readonly weekly: WeeklyHours
  readonly exceptions?: readonly ExceptionSpec[]
  /** Bookings that it comfortably serves on a day; 0 for what is only taken along. */
  readonly perDay: number
}

export interface ExceptionSpec extends Pick<ExceptionRow, 'from' | 'to'> {
  readonly kind: 'closed' | 'open' | 'replace'
  readonly intervals?: readonly { readonly start: string; readonly end: string }[]
  readonly reason: string
}

export interface ServiceSpec {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly duration_min: number
  readonly step_min: number
  readonly buffer_before_min?: number
  readonly buffer_after_min?: number
  readonly notice_min?: number
  readonly capacity?: number
  readonly max_per_day?: number
  /** In minor units of the currency of the business. */
  readonly price: number
  readonly deposit?: number
  readonly confirmation?: 'manual'
  readonly policy?: Readonly<Record<string, unknown>>
  readonly requirements: readonly RequirementSpec[]
  /** How often it is booked, beside the other services of a resource. */
  readonly share: number
  readonly channels?: readonly string[]
  /** Sizes of parties; 1 by default. */
  readonly parties?: readonly [from: number, to: number]
}

/** A requirement group; empty lists may be left out, and so may `null` of an override. */
export interface RequirementSpec extends Pick<RequirementGroup, 'group'> {
  readonly resource_ids?: readonly string[]
  readonly skills?: readonly { readonly skill_id: string; readonly min_level: number }[]
  readonly overrides?: readonly {
    readonly resource_id: string
    readonly duration_min?: number
    readonly price?: number
  }[]
}

export interface CustomerSpec {
  readonly timezone: string
  readonly locale: string
  /** Share of names from India; the others are English. */
  readonly indianNames: number
  /** `#` stands for a digit. Numbers that are kept free for examples, where a country has them. */
  readonly phones: readonly string[]
  /** Bookings of one customer, on average. */
  readonly bookingsEach: number
  readonly notes: readonly string[]
  /** Whether customers come from companies (`metadata.company`). */
  readonly companies?: boolean
}

/** Weekdays with the same hours; `mon-sat` as a list of days. */
export function week(
  days: readonly (keyof WeeklyHours)[],
  ...hours: readonly (readonly [start: string, end: string])[]
): WeeklyHours {
  return Object.fromEntries(days.map(day => [day, hours.map(([start, end]) => ({ start, end }))]))
}

export const monToFri = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
export const monToSat = [...monToFri, 'sat'] as const
export const everyDay = [...monToSat, 'sun'] as const

/** `res_doctor_07`, so that ids sort as they count. */
export function numbered(prefix: string, number: number): string {
  return `${prefix}_${String(number).padStart(2, '0')}`
}
