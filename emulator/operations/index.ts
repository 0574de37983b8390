import * as bookings from './bookings.ts'
import type { Handlers } from './context.ts'

/** The code of every operation, by id. A missing one does not compile. */
export const handlers: Handlers = { ...bookings }
