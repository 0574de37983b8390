import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { markDeleted, priya } from './customer-world.ts'

test('a deleted customer is not there', async () => {
  const sandbox = await forkSandbox()
  await markDeleted(sandbox, 'cust_priya_01')
  expect((await sandbox.send('GET', priya)).status).toBe(404)
  expect((await sandbox.send('PATCH', priya, { body: { name: 'P' } })).status).toBe(404)
  const list = await sandbox.send('GET', '/v2/customers')
  expect(list.json.data.map((one: { id: string }) => one.id)).toEqual(['cust_arjun_02'])
})

test("another tenant's customer is as unknown as one that nobody made", async () => {
  const sandbox = await forkSandbox()
  for (const method of ['GET', 'PATCH']) {
    const answers = await Promise.all(
      [priya, '/v2/customers/cust_none'].map(path =>
        sandbox.send(method, path, {
          tenant: 'tnt_ideadunes',
          ...(method === 'PATCH' && { body: { name: 'X' }, headers: { 'if-match': '"9"' } }),
        }),
      ),
    )
    const [foreign, absent] = answers.map(({ json }) => json.error.message.replace(/cust_\w+/, 'ID'))
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect(foreign).toBe(absent)
  }
})
