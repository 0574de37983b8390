import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

test('the run of the example data is what a schedule of its kind is', async () => {
  const sandbox = await forkSandbox('default')
  const { json: run } = await sandbox.send('GET', '/v2/schedule/optimizations/opt_may_01')
  const { json: list } = await sandbox.send('GET', '/v2/schedule/optimizations/opt_may_01/assignments')
  // Judged without the others: only what the run may move counts.
  const only = { window: run.window, weights: run.weights }
  const score = async (assignments?: object[]) => {
    const judged = await sandbox.send('POST', '/v2/schedule/validate', {
      body: { ...only, ...(assignments !== undefined && { assignments }) },
    })
    expect(judged.status, judged.text).toBe(200)
    return judged.json
  }
  const assignments = list.data.map(({ booking_id, to }: { booking_id: string; to: Place }) => ({
    booking_id,
    start_at: to.start_at,
    resource_ids: to.allocations.map(({ resource_id }) => resource_id),
  }))
  expect(await score(assignments)).toMatchObject({ score: { hard: 0, medium: 0 }, violations: [] })
  expect(run).toMatchObject({ status: 'finished', outcome: 'optimal', changes: 2, bookings: 2, gap: 0 })
})

interface Place {
  readonly start_at: string
  readonly allocations: readonly { readonly resource_id: string }[]
}

test('the gap is what could be saved at most', async () => {
  const sandbox = await forkSandbox('default')
  const gapOf = async (score: object, bound: object) => {
    const columns = { score: JSON.stringify(score), bound: JSON.stringify(bound) }
    await sandbox.sandbox.store.write(trx => trx.updateTable('optimizations').set(columns).execute())
    return (await sandbox.send('GET', '/v2/schedule/optimizations/opt_may_01')).json.gap
  }
  const none = { hard: 0, medium: 0 }
  expect(await gapOf({ ...none, soft: 300 }, { ...none, soft: 200 })).toBe(0.3333)
  expect(await gapOf({ ...none, soft: 0 }, { ...none, soft: 0 })).toBe(0)
  expect(await gapOf({ ...none, medium: 1, soft: 5 }, { ...none, soft: 5 })).toBe(1)
})
