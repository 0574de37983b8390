import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { bookingsOf, createSeries } from './series-world.ts'

test('shows where each booking stands, and changes its revision with them', async () => {
  const sandbox = await forkSandbox()
  const series = await createSeries(sandbox)
  const path = `/v2/booking_series/${series.json.id}`
  const [first, second] = bookingsOf(series)
  const whole = await sandbox.send('GET', path)
  expect([whole.json, whole.headers.etag]).toEqual([series.json, '"1"'])
  await sandbox.send('POST', `/v2/bookings/${first}/cancel`, { body: {} })
  await sandbox.send('POST', `/v2/bookings/${second}/reschedule`, {
    body: { start_at: '2026-04-28T05:00:00Z' },
  })
  const after = await sandbox.send('GET', path, { headers: { 'if-none-match': '"1"' } })
  expect([after.status, after.headers.etag]).toEqual([200, '"3"'])
  expect(after.json.occurrences.slice(0, 2)).toMatchObject([
    { status: 'cancelled', start_at: '2026-04-20T05:00:00Z' },
    { original_start_at: '2026-04-27T05:00:00Z', start_at: '2026-04-28T05:00:00Z' },
  ])
})

test('is completed once nothing of it is to be served any more', async () => {
  const sandbox = await forkSandbox('default')
  for (const id of ['bk_physio_02', 'bk_physio_03', 'bk_physio_04', 'bk_physio_05'])
    await sandbox.send('POST', `/v2/bookings/${id}/cancel`, { body: {} })
  const { json } = await sandbox.send('GET', '/v2/booking_series/series_physio_01')
  expect(json.status).toBe('completed')
})
