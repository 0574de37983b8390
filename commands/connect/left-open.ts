import type { WriteLeft } from '../../src/client/exchange.ts'
import { Failure } from '../../src/failure/failure.ts'

/**
 * What ended a change: where nobody got its answer, the failure says whether it may have happened, and how to look.
 * `listCommand` shows objects of its kind.
 */
export function toldIfLeftOpen(thrown: unknown, listCommand: string | undefined): unknown {
  return thrown instanceof Failure ? (withState(thrown, listCommand) ?? thrown) : thrown
}

function withState(failure: Failure, listCommand: string | undefined): Failure | undefined {
  const { kind, code, message, details, cause } = failure
  const { idempotency_key: key, may_have_happened: mayHave } = (details ?? {}) as Partial<WriteLeft>
  if ((kind !== 'interrupted' && kind !== 'unreachable') || key === undefined || mayHave === undefined)
    return undefined
  if (!mayHave)
    return kind === 'interrupted'
      ? new Failure(kind, code, 'Interrupted; nothing was sent, so nothing was changed', { details, cause })
      : undefined
  const look = listCommand === undefined ? '' : ` To look: \`ideadunes ${listCommand}\`.`
  return new Failure(kind, code, `${message}; the change may have been made all the same`, {
    hint: `The same command with --idempotency-key ${key} tells: it does nothing twice, and gets the answer of the first.${look}`,
    details,
    cause,
  })
}
