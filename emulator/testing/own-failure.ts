import { exitCodes, Failure, type FailureKind } from '../../src/failure/failure.ts'

/** A failure of the emulator as one of this module: both are bundled apart, each with a class of its own. */
export function ownFailure(thrown: unknown): unknown {
  if (thrown instanceof Failure || !looksLikeFailure(thrown)) return thrown
  const { kind, code, message, hint, field, docUrl, requestId, details, cause } = thrown
  return new Failure(kind, code, message, {
    ...(hint !== undefined && { hint }),
    ...(field !== undefined && { field }),
    ...(docUrl !== undefined && { docUrl }),
    ...(requestId !== undefined && { requestId }),
    details,
    cause,
  })
}

function looksLikeFailure(thrown: unknown): thrown is Failure {
  if (!(thrown instanceof Error) || thrown.name !== 'Failure') return false
  return Object.hasOwn(exitCodes, (thrown as { kind?: FailureKind }).kind ?? '')
}
