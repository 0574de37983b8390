import type { Operation, RequestExample } from '../../src/contract/operation.ts'
import type { TestAnswer, TestRequest, TestSandbox } from '../world/sandbox.ts'

/** The URL of an example: its path parameters and query filled in. */
export function urlOf(operation: Operation, example: Omit<RequestExample, 'title'>): string {
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

/** Sends an example of an operation. */
export async function sendExample(
  sandbox: WalkedSandbox,
  operation: Operation,
  example: Omit<RequestExample, 'title'> = operation.examples[0],
  request: TestRequest = {},
): Promise<TestAnswer> {
  return await sandbox.send(operation.method, urlOf(operation, example), {
    ...(example.body !== undefined && request.rawBody === undefined && { body: example.body }),
    ...request,
  })
}
