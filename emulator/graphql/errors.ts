import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { docUrlOf, type ErrorCode, errorCatalogue } from '../../src/contract/errors/errors.ts'
import { asApiError } from '../pipeline/error-answer.ts'

/** What a fault of the document itself is: GraphQL says more of it, and REST has this code for it. */
const requestCode = 'validation_failed' satisfies ErrorCode

/** An error of an answer, with the members of REST's envelope in `extensions`. `reportBug` is told what nobody foresaw. */
export function formatError(
  error: GraphQLError,
  requestId: string,
  reportBug: (error: unknown, requestId: string) => void,
): GraphQLFormattedError {
  const { originalError } = error
  if (originalError === undefined || originalError instanceof GraphQLError) {
    // A fault of an answer has a path: there the contract and the schema differ, which is a bug of ours.
    if (error.path === undefined) return formatted(error, requestId, requestCode, error.message)
  }
  const refusal = asApiError(originalError ?? error)
  if (refusal.code === ('internal_error' satisfies ErrorCode)) reportBug(originalError ?? error, requestId)
  return formatted(error, requestId, refusal.code, refusal.message, refusal.details)
}

/** The code of a formatted error. */
export function codeOf({ extensions }: GraphQLFormattedError): ErrorCode {
  return extensions?.code as ErrorCode
}

function formatted(
  { locations, path }: GraphQLError,
  requestId: string,
  code: ErrorCode,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): GraphQLFormattedError {
  return {
    message,
    ...(locations !== undefined && { locations: [...locations] }),
    ...(path !== undefined && { path: [...path] }),
    extensions: {
      code,
      status: errorCatalogue[code].status,
      doc_url: docUrlOf(code),
      request_id: requestId,
      ...(details !== undefined && { details }),
    },
  }
}
