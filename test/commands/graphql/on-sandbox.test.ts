import { afterAll, beforeAll, expect, test } from 'vitest'
import { graphqlCommand } from '../../../commands/api/graphql/graphql-command.ts'
import { type RegisteredSandbox, registeredSandbox } from '../registered-sandbox.ts'
import { runCli } from '../run-cli.ts'

let sandbox: RegisteredSandbox
beforeAll(async () => {
  sandbox = await registeredSandbox()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

const type = (...words: string[]) => runCli(['graphql', ...words], { env: sandbox.env })

test('the examples of the help work on the example data', async () => {
  const { examples = [] } = graphqlCommand.texts?.({} as never) ?? {}
  expect(examples.length).toBeGreaterThanOrEqual(3)
  for (const { command } of examples) {
    const [, ...words] = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare)
    const { code, stdout, stderr } = await type(...(words as string[]))
    expect([code, stderr]).toEqual([0, ''])
    for (const value of Object.values(JSON.parse(stdout))) expect(value).toBeInstanceOf(Object)
  }
})

test('a mutation that is sent twice with one key is made once', async () => {
  const words = [
    'mutation { createCustomer(input: { name: "Twice" }) { id } }',
    '--idempotency-key',
    'idem_t',
  ]
  const [one, other] = [await type(...words), await type(...words)]
  expect([one.code, other.stdout]).toEqual([0, one.stdout])
})

test('what the sandbox refuses: a member of the input, a field, a fault of the text, a key', async () => {
  const invalid = await type('mutation { createCustomer(input: { name: "A", email: "nowhere" }) { id } }')
  expect([invalid.code, invalid.stderr]).toEqual([3, expect.stringContaining('createCustomer.email  ')])
  const unknown = await type('{ tenant { nonsense } }')
  expect([unknown.code, unknown.stdout]).toEqual([3, ''])
  expect(unknown.stderr).toMatch(/"nonsense".*\(line 1, column 12\) \(validation_failed\)/)
  expect((await type('{ tenant { ')).stderr).toMatch(/Syntax Error.*\(line 1, column \d+\)/)
  expect((await type('{ tenant { name } }', '--api-key', 'sk_test_unknown')).code).toBe(4)
})
