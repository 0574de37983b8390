import { expect, test } from 'vitest'
import { fire } from '../../world/clock.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

async function ids(sandbox: TestSandbox, query: string): Promise<string[]> {
  const { json } = await sandbox.send('GET', `/v2/data_requests?${query}`)
  return json.data.map(({ id }: { id: string }) => id).sort()
}

test('filters narrow the list together', async () => {
  const sandbox = await forkSandbox('default')
  expect(await ids(sandbox, 'kind=access,erasure')).toEqual(['dsr_access_01', 'dsr_erasure_01'])
  expect(await ids(sandbox, 'kind=access,erasure&customer_id=cust_arjun_02')).toEqual(['dsr_erasure_01'])
  expect(await ids(sandbox, 'status=fulfilled')).toEqual(['dsr_export_01'])
  expect(await ids(sandbox, 'customer_id=cust_arjun_02')).toEqual(['dsr_erasure_01', 'dsr_restrict_01'])
})

test('knows what is late: from the second after the deadline, until it is resolved', async () => {
  const sandbox = await forkSandbox('default')
  sandbox.clock.set(Date.parse('2026-05-13T18:29:59Z'))
  expect(await ids(sandbox, 'overdue=true')).toEqual([])
  sandbox.clock.set(Date.parse('2026-05-13T18:30:00Z'))
  expect(await ids(sandbox, 'overdue=true')).toHaveLength(5)
  expect(await ids(sandbox, 'overdue=false')).toEqual(['dsr_export_01'])
  await sandbox.send('POST', '/v2/data_requests/dsr_access_01/resolve', { body: { outcome: 'fulfilled' } })
  expect(await ids(sandbox, 'overdue=true')).not.toContain('dsr_access_01')
})

test('the clock tells once of what is late, and of nothing that was resolved in time', async () => {
  const sandbox = await forkSandbox('reference')
  const made: string[] = []
  for (const kind of ['access', 'portability', 'objection']) {
    const { json } = await sandbox.send('POST', '/v2/data_requests', {
      body: { kind, customer_id: 'cust_priya_01' },
    })
    made.push(json.id)
  }
  const [late, resolved, extended] = made
  await sandbox.send('POST', `/v2/data_requests/${resolved}/resolve`, { body: { outcome: 'fulfilled' } })
  await sandbox.send('POST', `/v2/data_requests/${extended}/extend`, { body: { reason: 'Much to look for' } })
  const overdue = async () =>
    (await sandbox.events())
      .filter(({ type }) => type === 'data_request.overdue')
      .map(({ data }) => data.object.id)
  await fire(sandbox, Date.parse('2026-05-15T18:29:59Z'))
  expect(await overdue()).toEqual([])
  await fire(sandbox, Date.parse('2026-06-30T00:00:00Z'))
  expect(await overdue()).toEqual([late])
  await fire(sandbox, Date.parse('2026-07-16T00:00:00Z'))
  expect(await overdue()).toEqual([late, extended])
})
