import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

test('gives the newest record of each purpose, and counts all of them', async () => {
  const sandbox = await forkSandbox('default')
  const path = '/v2/customers/cust_priya_01/consents'
  const before = await sandbox.send('GET', path)
  expect(before.json.ledger_version).toBe(2)
  await sandbox.send('PUT', `${path}/marketing_email`, { body: { granted: false, source: 'phone' } })
  const { json } = await sandbox.send('GET', path)
  expect(json).toMatchObject({ customer_id: 'cust_priya_01', ledger_version: 3 })
  expect(json.consents).toEqual([
    expect.objectContaining({ purpose: 'data_sharing', granted: false, version: 1 }),
    expect.objectContaining({ purpose: 'marketing_email', granted: false, source: 'phone', version: 2 }),
  ])
})

test('of a customer who was never asked there is nothing', async () => {
  const sandbox = await forkSandbox('default')
  const { json } = await sandbox.send('GET', '/v2/customers/cust_arjun_02/consents')
  expect(json).toEqual({ customer_id: 'cust_arjun_02', consents: [], ledger_version: 0 })
})
