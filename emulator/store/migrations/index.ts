import type { Migration } from 'kysely/migration'
import { up as firstBooking } from './001-first-booking.ts'

/** Every migration, oldest first. The number of them is the schema version of a database. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-first-booking': { up: firstBooking },
}
