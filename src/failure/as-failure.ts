import { exitCodes, Failure } from './failure.ts'

/**
 * The failure that something thrown stands for. What is no failure is a bug of ours and keeps its cause.
 * Known by its shape: the CLI and the emulator are bundled apart, each with a class of its own.
 */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (looksLikeFailure(thrown)) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new Failure('bug', 'internal_error', `This should not have happened: ${message}`, {
    hint: 'Run it again with DEBUG=ideadunes to see where it failed, and report it.',
    cause: thrown,
  })
}

function looksLikeFailure(thrown: unknown): thrown is Failure {
  if (!(thrown instanceof Error) || thrown.name !== 'Failure') return false
  const { kind, code } = thrown as Partial<Failure>
  return typeof code === 'string' && kind !== undefined && kind in exitCodes
}
