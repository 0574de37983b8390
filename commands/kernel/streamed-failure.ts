import { Failure } from '../../src/failure/failure.ts'

/** A failure that is already part of the document on stdout; only its exit code is left to tell. */
export class StreamedFailure extends Failure {
  constructor(failure: Failure) {
    super(failure.kind, failure.code, failure.message, { cause: failure })
  }
}
