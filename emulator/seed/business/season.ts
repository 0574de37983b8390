import type { Business } from './business.ts'
import type { Season } from './fill-days.ts'

/** Bookings are made this many days ahead, fewer the further ahead: services may be booked 60 days ahead. */
const comingDays = 28

/** At least this many days lie behind. */
const leastPastDays = 42

/**
 * The days of a business around today, and how busy they are: past ones alike, the coming ones less and less. For
 * many bookings the past grows longer, so that no day gets more than it holds.
 */
export function seasonOf({ resources }: Business, size: number, today: number): Season {
  const perDay = resources.reduce((sum, { perDay }) => sum + perDay, 0)
  const ahead = (days: number) => 0.9 * Math.exp(-days / 12)
  const coming = Array.from({ length: comingDays }, (_, i) => ahead(i)).reduce((sum, share) => sum + share, 0)
  // Closed days and leave take about a third of the days of somebody who works; the rest is what `perDay` means.
  const pastDays = Math.max(leastPastDays, Math.ceil(size / (perDay * 0.6) - coming))
  const factor = size / (pastDays + coming)
  return {
    firstDay: today - pastDays,
    lastDay: today + comingDays - 1,
    wanted: day => factor * (day < today ? 1 : ahead(day - today)),
  }
}
