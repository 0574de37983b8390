import type { Migration } from 'kysely/migration'
import { up as firstBooking } from './001-first-booking.ts'
import { up as clockAndLimits } from './002-clock-and-limits.ts'
import { up as tenantSettings } from './003-tenant-settings.ts'
import { up as bookingHistory } from './004-booking-history.ts'
import { up as holds } from './005-holds.ts'
import { up as webhooks } from './006-webhooks.ts'
import { up as calls } from './007-calls.ts'
import { up as lists } from './008-lists.ts'
import { up as waitlist } from './009-waitlist.ts'
import { up as series } from './010-series.ts'
import { up as messages } from './011-messages.ts'
import { up as compliance } from './013-compliance.ts'
import { up as payments } from './016-payments.ts'
import { up as schedule } from './019-schedule.ts'

/** Every migration, oldest first. The number of them is the schema version of a database. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-first-booking': { up: firstBooking },
  '002-clock-and-limits': { up: clockAndLimits },
  '003-tenant-settings': { up: tenantSettings },
  '004-booking-history': { up: bookingHistory },
  '005-holds': { up: holds },
  '006-webhooks': { up: webhooks },
  '007-calls': { up: calls },
  '008-lists': { up: lists },
  '009-waitlist': { up: waitlist },
  '010-series': { up: series },
  '011-messages': { up: messages },
  '013-compliance': { up: compliance },
  '016-payments': { up: payments },
  '019-schedule': { up: schedule },
}
