import type { WriteLeft } from '../../src/client/exchange.ts'
import { Failure } from '../../src/failure/failure.ts'
import type { Command, CommandInput } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'

/** The failure of a change that got no answer: it says whether the change may have been made, and how to look. */
export function toldIfLeftOpen(
  failure: Failure,
  command: Command,
  input: CommandInput,
  context: Context,
): Failure {
  const { kind, code, message, details, cause } = failure
  const { idempotency_key: key, may_have_happened: mayHave } = (details ?? {}) as Partial<WriteLeft>
  if ((kind !== 'interrupted' && kind !== 'unreachable') || mayHave === undefined) return failure
  if (!mayHave)
    return kind === 'interrupted'
      ? new Failure(kind, code, 'Interrupted; nothing was changed', { details, cause })
      : failure
  const again =
    key && command.flags['idempotency-key'] !== undefined
      ? `The same command with --idempotency-key ${key} tells: it does nothing twice, and gets the answer of the first.`
      : undefined
  const look = command.howToLook?.(input, context)
  const hint = [again, look].filter(text => text !== undefined).join(' ')
  return new Failure(kind, code, `${message}; the change may have been made all the same`, {
    ...(hint !== '' && { hint }),
    details,
    cause,
  })
}

/**
 * The failure that ends a row of changes, of which some were made: `done` says which, `howOn` what the same command does
 * when it is run again. Anything but an interruption or a broken connection is passed on as it is, with what was done before.
 */
export function toldWithDone(thrown: unknown, done: string, howOn: string): unknown {
  if (!(thrown instanceof Failure)) return thrown
  const { kind, code, message, field, hint, docUrl, requestId, cause, details } = thrown
  const { may_have_happened: mayHave } = (details ?? {}) as Partial<WriteLeft>
  const open = mayHave === true ? ', and the next may have been' : ''
  return new Failure(kind, code, `${message}; ${done}${open}`, {
    hint: hint === undefined || mayHave !== undefined ? howOn : `${hint} ${howOn}`,
    ...(field !== undefined && { field }),
    ...(docUrl !== undefined && { docUrl }),
    ...(requestId !== undefined && { requestId }),
    // Without what is told of one change alone.
    ...(mayHave === undefined && { details }),
    cause,
  })
}
