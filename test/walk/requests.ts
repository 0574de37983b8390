import { flush } from '../../emulator/sandbox/flush.ts'
import { defaultTenantId } from '../../emulator/seed/default-members.ts'
import { clientSecretOf } from '../../emulator/store/ids.ts'
import {
  type ExampleRequest,
  madeBeforeSuffix,
  type StagedExample,
  type Step,
} from '../../src/contract/examples.ts'
import { operations } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { parseDuration } from '../../src/time/duration.ts'
import { fire } from '../world/clock.ts'
import type { TestAnswer, TestRequest, TestSandbox } from '../world/sandbox.ts'
import { expectDeclared } from './emitted.ts'

/** The URL of an example: its path parameters and query filled in. */
export function urlOf(operation: Operation, example: ExampleRequest): string {
  const path = operation.path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => example.params?.[name] ?? `missing_${name}`,
  )
  const pairs = Object.entries(example.query ?? {}).map(([name, value]): [string, string] => [
    name,
    String(value),
  ])
  const query = new URLSearchParams(pairs).toString()
  return query === '' ? path : `${path}?${query}`
}

/** As much of a sandbox as examples need, whatever it stands on. */
export type WalkedSandbox = Pick<TestSandbox, 'sandbox' | 'send'>

/** The same with its clock and its events, for examples that others lead to. */
export type StagedSandbox = Omit<TestSandbox, 'database'>

/** Sends an example of an operation. */
export async function sendExample(
  sandbox: WalkedSandbox,
  operation: Operation,
  example: ExampleRequest = operation.examples[0],
  request: TestRequest = {},
): Promise<TestAnswer> {
  const named = withMade(sandbox, example)
  return await sandbox.send(operation.method, urlOf(operation, named), {
    ...(named.body !== undefined && request.rawBody === undefined && { body: named.body }),
    ...request,
  })
}

/** Sends an example with the key that it asks for. What must go before it has been taken. */
export async function sendStaged(
  sandbox: StagedSandbox,
  operation: Operation,
  example: StagedExample,
): Promise<TestAnswer> {
  if (example.key !== 'publishable') return await sendExample(sandbox, operation, example)
  const [id] = Object.values(withMade(sandbox, example).params ?? {})
  const secret = id === undefined ? undefined : clientSecretOf(sandbox.sandbox.seed, defaultTenantId, id)
  return await sendExample(sandbox, operation, example, {
    key: 'publishable',
    ...(secret !== undefined && { headers: { 'x-client-secret': secret } }),
  })
}

/** Takes the steps that lead to an example. Throws where one of them fails: then the example shows something else. */
export async function take(sandbox: StagedSandbox, steps: readonly Step[] = []): Promise<void> {
  for (const step of steps) {
    if ('advance' in step) {
      await fire(sandbox, sandbox.clock.now() + durationMs(step.advance))
      continue
    }
    const operation = operations.find(({ id }) => id === step.operation)
    if (operation === undefined) throw new Error(`There is no operation ${step.operation}.`)
    const before = await sandbox.events()
    const { tenant, refused } = step
    const answer = await sendExample(sandbox, operation, step, { ...(tenant !== undefined && { tenant }) })
    expectDeclared(operation.emits, (await sandbox.events()).slice(before.length))
    if (answer.status === 201 || answer.status === 202) noteMade(sandbox, answer.json.id)
    // What the clock looks at later has to be written down.
    if (refused !== undefined) await flush(sandbox.sandbox)
    if (answer.json?.error?.code === refused && refused !== undefined) continue
    if (answer.status !== operation.status) throw new Error(`${step.operation} fails: ${answer.text}`)
  }
}

/** What the steps made last in each sandbox, by the prefix of its id. */
const made = new WeakMap<object, Map<string, string>>()

function noteMade({ sandbox }: WalkedSandbox, id: string): void {
  const ids = made.get(sandbox) ?? new Map<string, string>()
  made.set(sandbox, ids.set(id.slice(0, id.indexOf('_')), id))
}

/** A request with the ids of what was made before it. */
export function withMade({ sandbox }: WalkedSandbox, example: ExampleRequest): ExampleRequest {
  const text = JSON.stringify(example)
  if (!text.includes(madeBeforeSuffix)) return example
  const ids = made.get(sandbox)
  return JSON.parse(
    text.replaceAll(new RegExp(`"([a-z]+)${madeBeforeSuffix}"`, 'g'), (word, prefix: string) => {
      const id = ids?.get(prefix)
      return id === undefined ? word : JSON.stringify(id)
    }),
  ) as ExampleRequest
}

/** A duration of a declaration, in milliseconds. Throws for what is none. */
export function durationMs(text: string): number {
  const seconds = parseDuration(text)
  if (seconds === undefined) throw new Error(`${text} is no duration.`)
  return seconds * 1_000
}
