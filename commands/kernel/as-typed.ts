import { Failure } from '../../src/failure/failure.ts'
import type { Context } from './context.ts'

type Named = Pick<Context, 'typedName'>

/** A text whose commands (`ideadunes …` in backticks, or `$(ideadunes …)`) are as people type them here. */
export function asTyped(text: string, { typedName }: Named): string {
  return text.replaceAll(/(`|\$\()ideadunes /g, (_, before: string) => `${before}${typedName} `)
}

/** A failure whose message and hint are such texts. */
export function failureAsTyped(failure: Failure, context: Named): Failure {
  const { kind, code, message, field, hint, docUrl, requestId, details, cause } = failure
  return new Failure(kind, code, asTyped(message, context), {
    ...(field !== undefined && { field }),
    ...(hint !== undefined && { hint: asTyped(hint, context) }),
    ...(docUrl !== undefined && { docUrl }),
    ...(requestId !== undefined && { requestId }),
    details,
    cause,
  })
}
