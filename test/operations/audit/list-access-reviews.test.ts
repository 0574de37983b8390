import { expect, test } from 'vitest'
import { fire } from '../../world/clock.ts'
import { forkSandbox } from '../../world/sandbox.ts'

test('one falls due in each period, and a changed period counts from then on', async () => {
  const sandbox = await forkSandbox('reference')
  const dues = async () =>
    (await sandbox.send('GET', '/v2/audit/access_reviews')).json.data.map(
      ({ due_at }: { due_at: string }) => due_at,
    )
  await fire(sandbox, Date.parse('2026-10-13T00:00:00Z'))
  expect(await dues()).toEqual(['2026-10-12T09:00:00Z', '2026-07-14T09:00:00Z'])
  await sandbox.send('PATCH', '/v2/tenant', { body: { access_review_days: 10 } })
  await fire(sandbox, Date.parse('2026-10-24T00:00:00Z'))
  expect(await dues()).toEqual(['2026-10-23T00:00:00Z', '2026-10-12T09:00:00Z', '2026-07-14T09:00:00Z'])
})
