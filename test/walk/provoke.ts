import type { ErrorCode } from '../../src/contract/errors/errors.ts'
import type { Operation } from '../../src/contract/operation.ts'
import type { TestAnswer } from '../world/sandbox.ts'
import { expectDeclared } from './emitted.ts'
import { errorTriggers } from './error-triggers.ts'
import { type StagedSandbox, sendStaged, take } from './requests.ts'

/**
 * Makes an operation answer an error that it declares: by the example of its own refusal, else by its shape. Whatever
 * it emits on the way has to be declared.
 */
export async function provoke(
  sandbox: StagedSandbox,
  operation: Operation,
  code: ErrorCode,
): Promise<TestAnswer> {
  const own = operation.refusals[code]
  if (own === undefined) {
    const trigger = errorTriggers[code]
    if (trigger === undefined) throw new Error(`${operation.id} declares ${code} without an example of it.`)
    const answer = await trigger(sandbox, operation)
    expectDeclared(operation.emits, await sandbox.events())
    return answer
  }
  await take(sandbox, own.example.after)
  const before = await sandbox.events()
  const answer = await sendStaged(sandbox, operation, own.example)
  expectDeclared(operation.emits, (await sandbox.events()).slice(before.length))
  return answer
}
