import { Failure } from '../../src/failure/failure.ts'

/** Several failures at once. People are told of each; the first decides how the command exits. */
export class SeveralFailures extends Failure {
  readonly others: readonly Failure[]

  constructor(first: Failure, others: readonly Failure[]) {
    const { kind, code, message, field, hint, docUrl, requestId, details, cause } = first
    super(kind, code, message, {
      ...(field !== undefined && { field }),
      ...(hint !== undefined && { hint }),
      ...(docUrl !== undefined && { docUrl }),
      ...(requestId !== undefined && { requestId }),
      details,
      cause,
    })
    this.others = others
  }
}
