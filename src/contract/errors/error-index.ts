import type { Operation } from '../operation.ts'
import { errorDetails } from './error-details.ts'
import { docUrlOf, type ErrorCode, type ErrorEntry, errorCatalogue } from './errors.ts'
import { errorsOf } from './errors-of.ts'

/** Everything about one error code, for people: `dist/contract/errors.json` and docs/errors.md. */
export interface ErrorTexts {
  readonly status: number
  readonly message: string
  /** What the caller should do. */
  readonly hint: string
  readonly doc_url: string
  readonly source: string
  /** Ids of the operations that may answer it. None for what is answered beside them, such as an unknown route. */
  readonly operations: readonly string[]
  /** When an operation answers it, where that says more than the message. */
  readonly when?: Readonly<Record<string, string>>
  /** How `error.details` may look; left out where there are none. */
  readonly details_example?: Readonly<Record<string, unknown>>
}

export type ErrorIndex = Readonly<Record<string, ErrorTexts>>

/** Builds the index of all error codes, sorted by status and then by code. */
export function buildErrorIndex(operations: readonly Operation[]): ErrorIndex {
  const answers = operations.map(operation => ({ operation, codes: new Set(errorsOf(operation)) }))
  const entries = (Object.entries(errorCatalogue) as [ErrorCode, ErrorEntry][])
    .sort(([one, { status }], [other, against]) => status - against.status || (one < other ? -1 : 1))
    .map(([code, entry]) => {
      const answering = answers.filter(({ codes }) => codes.has(code)).map(({ operation }) => operation)
      return [code, textsOf(code, entry, answering)] as const
    })
  return Object.fromEntries(entries)
}

function textsOf(code: ErrorCode, entry: ErrorEntry, answering: readonly Operation[]): ErrorTexts {
  const { status, message, hint, source } = entry
  const when = Object.fromEntries(
    answering.flatMap(({ id, refusals }) => {
      const refusal = refusals[code]
      return refusal === undefined ? [] : [[id, refusal.when] as const]
    }),
  )
  const example = errorDetails[code]?.example
  return {
    status,
    message,
    hint,
    doc_url: docUrlOf(code),
    source,
    operations: answering.map(({ id }) => id),
    ...(Object.keys(when).length > 0 && { when }),
    ...(example !== undefined && { details_example: example }),
  }
}
