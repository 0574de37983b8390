import type { Source } from '../schema.ts'

const statuses = [
  400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 413, 415, 422, 429, 431, 500, 503,
] as const

/** One row of the error catalogue. `hint` says what the caller should do. */
export interface ErrorEntry {
  readonly status: (typeof statuses)[number]
  readonly message: string
  readonly hint: string
  readonly source: Source
}

/**
 * Every error code of the API, once. Order of checks: rules, section 2.
 * The message here is the general one; whoever raises the error may say more precisely what happened.
 */
export const errorCatalogue = {
  malformed_request: {
    status: 400,
    message: 'What was sent is no HTTP request, or only the beginning of one',
    hint: 'Send HTTP/1.1 with a Host header and the whole body; a client for https:// does not get through to http://.',
    source: 'derived',
  },
  request_timeout: {
    status: 408,
    message: 'The request did not come whole within a minute',
    hint: 'Send head and body at once, and do not open connections long before they are used.',
    source: 'derived',
  },
  headers_too_large: {
    status: 431,
    message: 'The URL and the headers are larger than 16 KB together',
    hint: 'Send fewer cookies and shorter headers; cookies of every port of localhost are sent to all of them.',
    source: 'derived',
  },
  not_found: {
    status: 404,
    message: 'No such route or object',
    hint: 'Check the path and the id, and that X-Tenant-Id names the tenant that owns the object.',
    source: 'derived',
  },
  method_not_allowed: {
    status: 405,
    message: 'The route does not take this method',
    hint: 'Use one of the methods in the Allow header.',
    source: 'derived',
  },
  missing_api_key: {
    status: 401,
    message: 'No API key was sent',
    hint: 'Send the header Authorization: Bearer sk_test_….',
    source: 'derived',
  },
  invalid_api_key: {
    status: 401,
    message: 'The API key is malformed, unknown or revoked',
    hint: 'Use a key of this sandbox: `ideadunes sandbox status` shows the first ones, `ideadunes sandbox keys create` makes another.',
    source: 'derived',
  },
  live_key_in_sandbox: {
    status: 401,
    message: 'A live key was sent to the local sandbox',
    hint: 'Use the sk_test_ key of the sandbox, or start it with --allow-live-keys.',
    source: 'derived',
  },
  invalid_control_token: {
    status: 401,
    message: 'The control token is missing or not the one of this run',
    hint: 'Let `ideadunes sandbox …` find it, or read it from the file of the running sandbox.',
    source: 'derived',
  },
  untrusted_host: {
    status: 403,
    message: 'The Host header does not name this machine',
    hint: 'Call the sandbox as localhost or 127.0.0.1, or start it with --allow-host NAME.',
    source: 'derived',
  },
  foreign_origin: {
    status: 403,
    message: 'A web page of another origin may not control the sandbox',
    hint: 'Use `ideadunes sandbox …`, or call /_sandbox from outside of a browser.',
    source: 'derived',
  },
  secret_key_in_browser: {
    status: 403,
    message: 'A secret key was sent from a web page',
    hint: 'Use a publishable key in pages, and keep the secret key on your server. Roll it if the page is public.',
    source: 'derived',
  },
  insufficient_scope: {
    status: 403,
    message: 'A publishable key may not call this operation',
    hint: 'Call it from your server with a secret key.',
    source: 'derived',
  },
  tenant_mismatch: {
    status: 403,
    message: 'The tenant does not belong to the account of the API key',
    hint: "Send an X-Tenant-Id of the key's own account, or leave the header out.",
    source: 'derived',
  },
  rate_limited: {
    status: 429,
    message: 'Too many requests for the plan of the tenant',
    hint: 'Wait as many seconds as Retry-After says, then send the request again.',
    // The reference fixes the status and Retry-After, not the word.
    source: 'derived',
  },
  payload_too_large: {
    status: 413,
    message: 'The body is larger than 1 MB',
    hint: 'Send less in one request.',
    source: 'derived',
  },
  unsupported_media_type: {
    status: 415,
    message: 'The body is not application/json in UTF-8, or it is compressed',
    hint: 'Send JSON in UTF-8 with the header Content-Type: application/json, and without Content-Encoding.',
    source: 'derived',
  },
  invalid_json: {
    status: 400,
    message: 'The body is not valid JSON',
    hint: 'Fix the JSON at the place that the message names.',
    source: 'derived',
  },
  invalid_idempotency_key: {
    status: 400,
    message: 'X-Idempotency-Key must have 1 to 255 printable ASCII characters',
    hint: 'Send a random id of at most 255 characters, a new one for each intended change.',
    source: 'derived',
  },
  idempotency_key_in_use: {
    status: 409,
    message: 'The first request with this idempotency key is still running',
    hint: 'Send the same request again after Retry-After seconds.',
    source: 'derived',
  },
  idempotency_key_reused: {
    status: 422,
    message: 'This idempotency key was used before with another body or query',
    hint: 'Use a new idempotency key for a new request, or repeat the first request unchanged.',
    source: 'derived',
  },
  invalid_cursor: {
    status: 400,
    message: 'The cursor is damaged, or comes from another list or other filters',
    hint: 'Use next_cursor or prev_cursor of a page of this very query, or start again without one.',
    source: 'derived',
  },
  validation_failed: {
    status: 422,
    message: 'The request does not have the right shape',
    hint: 'Fix the fields in details.fields; each names its place, a code and what is wrong.',
    source: 'derived',
  },
  revision_mismatch: {
    status: 412,
    message: 'The object was changed since the revision that If-Match names',
    hint: 'Read the object again, apply your change to it, and send its new ETag as If-Match.',
    source: 'derived',
  },
  invalid_state_transition: {
    status: 409,
    message: 'The state of the object does not allow this',
    hint: 'Read the object again; details.allowed lists what can be done with it in its state.',
    source: 'derived',
  },
  cancel_too_close: {
    status: 422,
    message: 'The booking starts too soon to be cancelled with a publishable key',
    hint: 'Call the business: until details.cutoff_at customers cancel themselves, after it a secret key does.',
    source: 'derived',
  },
  check_in_outside_window: {
    status: 422,
    message: 'Customers check in shortly before the start or during the booking',
    hint: 'Check in between details.earliest and details.latest, or reschedule the booking first.',
    source: 'derived',
  },
  complete_too_early: {
    status: 422,
    message: 'The booking has not begun',
    hint: 'Complete it at details.earliest or later, or cancel it.',
    source: 'derived',
  },
  no_show_too_early: {
    status: 422,
    message: 'The customer may still come',
    hint: 'Mark the no-show at details.earliest or later, or cancel the booking.',
    source: 'derived',
  },
  resource_unavailable: {
    status: 422,
    message: 'The resource is not available at the requested time',
    hint: 'Take one of details.suggestions, or resolve what details.conflicts lists.',
    source: 'reference',
  },
  reschedule_too_close: {
    status: 422,
    message: 'The booking starts too soon to be rescheduled with a publishable key',
    hint: 'Call the business: until details.cutoff_at customers move bookings themselves, after it a secret key does.',
    source: 'derived',
  },
  last_attendee: {
    status: 409,
    message: 'The booking has no other seat that could stay',
    hint: 'Cancel the booking with cancelBooking.',
    source: 'derived',
  },
  hold_expired: {
    status: 410,
    message: 'The hold has expired',
    hint: 'Make a new hold of the start, or book it without one, if it is still free.',
    source: 'derived',
  },
  offer_expired: {
    status: 410,
    message: 'The offer of the waitlist has expired',
    hint: 'Wait for another offer, or book a start that is still free with createBooking.',
    source: 'derived',
  },
  range_too_wide: {
    status: 422,
    message: 'The range holds more than one answer may',
    hint: 'Send details.max_to as to, and then go on with it as from.',
    source: 'derived',
  },
  schedule_changed: {
    status: 409,
    message: 'The schedule was changed since the run read it, so nothing of it was committed',
    hint: 'Start another run: details.booking_ids lists the bookings that have changed or do not fit any more.',
    source: 'derived',
  },
  already_merged: {
    status: 409,
    message: 'The customer was merged into another one',
    hint: 'Go on with details.merged_into; the id that was merged answers with that customer.',
    source: 'derived',
  },
  customer_has_active_bookings: {
    status: 409,
    message: 'The customer has bookings ahead',
    hint: 'Cancel what details.booking_ids lists, or send force=true, which cancels them.',
    source: 'derived',
  },
  resource_in_use: {
    status: 409,
    message: 'The resource has bookings or holds ahead',
    hint: 'Cancel or reassign what details.booking_ids and details.hold_ids list, or take the resource offline.',
    source: 'derived',
  },
  exception_overlap: {
    status: 409,
    message: 'Another exception replaces the same hours already',
    hint: 'Change or delete the exceptions in details.exception_ids, or choose other dates.',
    source: 'derived',
  },
  card_declined: {
    status: 402,
    message: 'The payment method was declined',
    hint: 'Confirm details.payment_id again with another payment method; details.decline_code says why this one failed.',
    source: 'derived',
  },
  booking_not_payable: {
    status: 409,
    message: 'Nothing can be paid for the booking any more',
    hint: 'Book again: the deposit was not paid in time, or the booking was cancelled, declined or missed.',
    source: 'derived',
  },
  amount_exceeds_due: {
    status: 422,
    message: 'The amount is larger than what is due',
    hint: 'Ask for details.amount_due at most, or make the payment a fee.',
    source: 'derived',
  },
  amount_exceeds_authorized: {
    status: 422,
    message: 'The amount is larger than what was authorised',
    hint: 'Capture details.available at most, and ask for the rest with another payment.',
    source: 'derived',
  },
  amount_exceeds_captured: {
    status: 422,
    message: 'The amount is larger than what is left of the captured amount',
    hint: 'Refund details.available at most; pending refunds count.',
    source: 'derived',
  },
  payment_disputed: {
    status: 409,
    message: 'The customer disputes the payment, so that it cannot be refunded',
    hint: 'Submit evidence for details.dispute_id and wait for the outcome, or accept the dispute.',
    source: 'derived',
  },
  delay_reason_required: {
    status: 422,
    message: 'Who is told of a breach later than 72 hours after it became known has to be told why',
    hint: 'Send delay_reason, or at, if they were told by details.notify_by.',
    source: 'derived',
  },
  deadline_passed: {
    status: 409,
    message: 'The deadline has passed, so it cannot be extended any more',
    hint: 'Resolve the request; until details.due_at it could be extended.',
    source: 'derived',
  },
  export_unavailable: {
    status: 409,
    message: 'The data request has no export',
    hint: 'Fulfil a request for access or portability with resolveDataRequest, then fetch its export.',
    source: 'derived',
  },
  processing_restricted: {
    status: 409,
    message:
      'The processing of the customer is restricted, so nothing of the customer may be edited, merged or deleted',
    hint: 'Correct what is wrong, or lift the restriction, with a data request for rectification; one for erasure deletes.',
    source: 'derived',
  },
  storage_unavailable: {
    status: 503,
    message: 'The data of the sandbox cannot be read or written',
    hint: 'Do what the message says; details.reason tells it to programs. Nothing was changed: then send the request again.',
    source: 'derived',
  },
  sandbox_reset: {
    status: 409,
    message: 'The sandbox was reset before this was done',
    hint: 'The sandbox holds fresh data now, and nothing of this is left. Send the request again if it is meant for that.',
    source: 'derived',
  },
  internal_error: {
    status: 500,
    message: 'The sandbox failed; this is a bug of ours',
    hint: 'Nothing was changed. Please report it with the request id.',
    source: 'derived',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue

/** Where people read about an error; the form of the reference's Error format section. */
export function docUrlOf(code: ErrorCode): string {
  return `https://docs.ideadunes.com/errors/${code}`
}

/** A fault in one place of a request. `path` is a JSON Pointer into body, query or path parameters. */
export interface FieldFault {
  readonly path: string
  readonly code: string
  readonly message: string
}

export interface ApiErrorOptions {
  readonly message?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** A refusal of the API: thrown by whoever finds it, rendered in one place. */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly details: Readonly<Record<string, unknown>> | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, options: ApiErrorOptions = {}) {
    super(options.message ?? errorCatalogue[code].message, { cause: options.cause })
    this.name = 'ApiError'
    this.code = code
    this.status = errorCatalogue[code].status
    this.details = options.details
    this.headers = options.headers ?? {}
  }
}

/** The 422 for requests of the wrong shape; lists every fault, not the first (rules, section 2). */
export function validationFailed(fields: readonly FieldFault[]): ApiError {
  const [first] = fields
  const where = first === undefined ? 'The request' : first.path === '' ? 'The body' : first.path
  const more = fields.length > 1 ? `; ${fields.length - 1} more in details.fields` : ''
  return new ApiError('validation_failed', {
    message:
      first === undefined ? errorCatalogue.validation_failed.message : `${where} ${first.message}${more}`,
    details: { fields },
  })
}

/** Refuses a request of the wrong shape: throws `validation_failed` with its faults, if it has any. */
export function refuseFaults(fields: readonly FieldFault[]): void {
  if (fields.length > 0) throw validationFailed(fields)
}
