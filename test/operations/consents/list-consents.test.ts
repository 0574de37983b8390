import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

async function say(sandbox: TestSandbox, customer: string, purpose: string, granted: boolean) {
  await sandbox.send('PUT', `/v2/customers/${customer}/consents/${purpose}`, {
    body: { granted, source: 'front_desk' },
  })
}

async function merge(sandbox: TestSandbox, into: string, source: string) {
  const answer = await sandbox.send('POST', `/v2/customers/${into}/merge`, {
    body: { source_customer_id: source },
  })
  expect(answer.status, answer.text).toBe(200)
}

async function current(sandbox: TestSandbox, customer: string): Promise<Record<string, boolean>> {
  const { json } = await sandbox.send('GET', `/v2/customers/${customer}/consents`)
  return Object.fromEntries(
    json.consents.map((one: { purpose: string; granted: boolean }) => [one.purpose, one.granted]),
  )
}

test.each([
  [true, true, true],
  [true, false, false],
  [false, true, false],
  [false, false, false],
  [null, true, true],
  [null, false, false],
  [true, null, true],
  [false, null, false],
])('survivor says %s, the other says %s: %s holds for both', async (own, other, holds) => {
  const sandbox = await forkSandbox('reference')
  if (own !== null) await say(sandbox, 'cust_arjun_02', 'photos', own)
  if (other !== null) await say(sandbox, 'cust_priya_01', 'photos', other)
  await merge(sandbox, 'cust_arjun_02', 'cust_priya_01')
  expect(await current(sandbox, 'cust_arjun_02')).toEqual({ photos: holds })
  // The id that was merged answers with the survivor.
  expect(await current(sandbox, 'cust_priya_01')).toEqual({ photos: holds })
})

test('a merge changes no record; those of both ids are found by either', async () => {
  const sandbox = await forkSandbox('reference')
  await say(sandbox, 'cust_priya_01', 'photos', true)
  const [before] = (await sandbox.send('GET', '/v2/consents')).json.data
  await merge(sandbox, 'cust_arjun_02', 'cust_priya_01')
  for (const id of ['cust_arjun_02', 'cust_priya_01']) {
    const { data } = (await sandbox.send('GET', `/v2/consents?customer_id=${id}`)).json
    expect(data).toHaveLength(2)
    expect(data).toContainEqual(before)
  }
  const types = await sandbox.eventTypes()
  expect(types.slice(-3)).toEqual(['customer.merged', 'customer.consent_changed', 'consent.changed'])
})
