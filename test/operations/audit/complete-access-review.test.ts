import { expect, test } from 'vitest'
import { fire } from '../../world/clock.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

interface Item {
  readonly principal: string
  readonly scopes: readonly string[]
}

async function dueReview(sandbox: TestSandbox): Promise<{ id: string; items: Item[] }> {
  await fire(sandbox, sandbox.clock.now() + 91 * 86_400_000)
  return (await sandbox.send('GET', '/v2/audit/access_reviews')).json.data[0]
}

async function complete(sandbox: TestSandbox, id: string, decisions: object[]) {
  return await sandbox.send('POST', `/v2/audit/access_reviews/${id}/complete`, { body: { decisions } })
}

const decided = (items: readonly Item[], decision: (item: Item) => string) =>
  items.map(item => ({ principal: item.principal, decision: decision(item) }))

test('a key that is revoked is refused on its next request, and nobody else is', async () => {
  const sandbox = await forkSandbox('reference')
  const other = await forkSandbox('reference')
  const { id, items } = await dueReview(sandbox)
  const ask = (of: TestSandbox) => of.send('GET', '/v2/services', { key: 'publishable' })
  expect((await ask(sandbox)).status).toBe(200)
  const done = await complete(
    sandbox,
    id,
    decided(items, ({ scopes }) => (scopes.includes('publishable') ? 'revoke' : 'keep')),
  )
  expect(done.json).toMatchObject({ status: 'completed', revision: 2 })
  expect((await ask(sandbox)).json.error.code).toBe('invalid_api_key')
  expect((await ask(other)).status).toBe(200)
  const [row] = (await sandbox.send('GET', '/v2/audit/events?limit=1')).json.data
  expect(row).toMatchObject({ operation: 'completeAccessReview', object: { id }, changes: 2 })
})

test('every item has to be decided, once, and never against the key that decides', async () => {
  const sandbox = await forkSandbox('reference')
  const { id, items } = await dueReview(sandbox)
  const own = items.find(({ scopes }) => scopes.includes('secret'))?.principal ?? ''
  const codes = async (decisions: object[]) =>
    (await complete(sandbox, id, decisions)).json.error.details.fields.map(
      ({ code }: { code: string }) => code,
    )
  expect(await codes([])).toEqual(['undecided'])
  expect(await codes(decided(items, () => 'revoke'))).toEqual(['own_key'])
  const keep = { principal: own, decision: 'keep' }
  expect(await codes([keep, keep])).toEqual(['duplicate', 'undecided'])
  expect(
    await codes([...decided(items, () => 'keep'), { principal: 'key_other', decision: 'keep' }]),
  ).toEqual(['not_found'])
  expect((await sandbox.send('GET', `/v2/audit/access_reviews/${id}`)).json.status).toBe('open')
})
