import { defaultTenantId } from '../../emulator/seed/default-members.ts'
import { clientSecretOf } from '../../emulator/store/ids.ts'
import type { ErrorCode } from '../../src/contract/errors/errors.ts'
import { operations } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'
import type { TestAnswer, TestRequest } from '../world/sandbox.ts'
import { errorTriggers } from './error-triggers.ts'
import { sendExample, type WalkedSandbox } from './requests.ts'

/** Makes an operation answer an error that it declares: by the example of its own refusal, else by its shape. */
export async function provoke(
  sandbox: WalkedSandbox,
  operation: Operation,
  code: ErrorCode,
): Promise<TestAnswer> {
  if (operation.refusals[code] !== undefined) {
    const sendRefused = await refusedRequest(sandbox, operation, code)
    return await sendRefused()
  }
  const trigger = errorTriggers[code]
  if (trigger === undefined) throw new Error(`${operation.id} declares ${code} without an example of it.`)
  return await trigger(sandbox, operation)
}

/** Does what goes before the example of an operation's own refusal; gives what sends the example itself. */
export async function refusedRequest(
  sandbox: WalkedSandbox,
  operation: Operation,
  code: ErrorCode,
): Promise<(request?: TestRequest) => Promise<TestAnswer>> {
  const own = operation.refusals[code]
  if (own === undefined) throw new Error(`${operation.id} has no refusal ${code} of its own.`)
  for (const step of own.example.after ?? []) {
    const before = operations.find(candidate => candidate.id === step.operation)
    if (before === undefined) throw new Error(`There is no operation ${step.operation}.`)
    await sendExample(sandbox, before, step)
  }
  if (own.example.key !== 'publishable')
    return request => sendExample(sandbox, operation, own.example, request)
  const [id = ''] = Object.values(own.example.params ?? {})
  const secret = clientSecretOf(sandbox.sandbox.seed, defaultTenantId, id)
  const publishable = { key: 'publishable', headers: { 'x-client-secret': secret } }
  return request => sendExample(sandbox, operation, own.example, { ...publishable, ...request })
}
