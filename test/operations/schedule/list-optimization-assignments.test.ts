import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

const run = '/v2/schedule/optimizations/opt_may_01'

/** Seven bookings that would start an hour later. */
async function withSeven({ sandbox }: TestSandbox): Promise<string[]> {
  const place = (hour: number) => ({
    start_at: `2026-05-27T0${hour}:10:00Z`,
    end_at: `2026-05-27T0${hour}:30:00Z`,
    resource_id: 'res_dr_asha',
    allocations: [{ group: 'staff', resource_id: 'res_dr_asha' }],
  })
  // Two of them at one start.
  const proposal = [1, 2, 3, 3, 4, 5, 6].map((hour, index) => ({
    booking_id: `bk_${index}`,
    from: place(hour),
    to: place(hour + 1),
    reason: 'an hour later',
    revision: 1,
  }))
  await sandbox.store.write(trx =>
    trx
      .updateTable('optimizations')
      .set({ proposal: JSON.stringify(proposal) })
      .execute(),
  )
  return proposal.map(({ booking_id }) => booking_id)
}

test('lists each booking with before and after, by its start as it was', async () => {
  const sandbox = await forkSandbox('default')
  const { json } = await sandbox.send('GET', `${run}/assignments`)
  expect(json).toMatchObject({ has_more: false, next_cursor: null, prev_cursor: null })
  expect(json.data).toMatchObject([
    { booking_id: 'bk_physio_05', from: { resource_id: 'res_dr_asha' }, to: { resource_id: 'res_dr_niket' } },
    {
      booking_id: 'bk_checkup_01',
      from: { start_at: '2026-05-27T05:10:00Z', end_at: '2026-05-27T05:30:00Z' },
      to: { start_at: '2026-05-27T05:30:00Z' },
      revision: 1,
    },
  ])
})

test.each(['start_at', '-start_at'])('by %s: forward, then back, every row once', async order => {
  const sandbox = await forkSandbox('default')
  const all = await withSeven(sandbox)
  const expected = order === 'start_at' ? all : all.toReversed()
  for (const limit of [1, 2, 3, 7]) {
    const page = async (cursor: string | null) =>
      (
        await sandbox.send(
          'GET',
          `${run}/assignments?order=${order}&limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`,
        )
      ).json
    const seen: string[][] = []
    let answer = await page(null)
    for (;;) {
      seen.push(answer.data.map((row: { booking_id: string }) => row.booking_id))
      if (answer.next_cursor === null) break
      answer = await page(answer.next_cursor)
    }
    expect(seen.flat()).toEqual(expected)
    const back: string[][] = []
    while (answer.prev_cursor !== null) {
      answer = await page(answer.prev_cursor)
      back.push(answer.data.map((row: { booking_id: string }) => row.booking_id))
    }
    expect(back.toReversed()).toEqual(seen.slice(0, -1))
  }
})

test('the cursor of one run belongs to it', async () => {
  const sandbox = await forkSandbox('default')
  await withSeven(sandbox)
  const { json } = await sandbox.send('GET', `${run}/assignments?limit=1`)
  const body = { window: { from: '2026-06-08', to: '2026-06-09' } }
  const { id } = (await sandbox.send('POST', '/v2/schedule/optimizations', { body })).json
  const other = await sandbox.send(
    'GET',
    `/v2/schedule/optimizations/${id}/assignments?limit=1&cursor=${json.next_cursor}`,
  )
  expect(other.json.error.code).toBe('invalid_cursor')
})
