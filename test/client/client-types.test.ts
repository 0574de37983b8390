import { expect, test } from 'vitest'
import type { Client } from '../../src/client/client-types.ts'
import { createClientFor } from '../../src/client/create-client.ts'
import { routesOf } from '../../src/client/routes-of.ts'
import { buildCommandIndex } from '../../src/contract/commands/command-index.ts'
import { operations } from '../../src/contract/index.ts'
import { pageOf, scriptedApi } from './scripted-api.ts'

test('inputs and results have the types of the contract', async () => {
  await using api = await scriptedApi(pageOf(['bk_1']))
  const routes = routesOf(buildCommandIndex(operations))
  const client = createClientFor(routes, { baseUrl: api.baseUrl, apiKey: 'sk_test_1' })
  for await (const booking of client.paginate('listBookings', { query: { limit: 1 } })) {
    const start: string = booking.start_at
    expect(start).toBe('2026-04-20T05:00:00Z')
  }
})

test('a file is text, or bytes, by its media type', async () => {
  await using api = await scriptedApi({
    status: 200,
    headers: { 'content-type': 'text/calendar' },
    text: 'BEGIN:VCALENDAR',
  })
  const routes = routesOf(buildCommandIndex(operations))
  const client = createClientFor(routes, { baseUrl: api.baseUrl, apiKey: 'sk_test_1' })
  const calendar: string = (await client.call('getBookingIcs', { params: { booking_id: 'bk_1' } })).data
  expect(calendar).toBe('BEGIN:VCALENDAR')
})

test('what the contract does not have is refused by the compiler', () => {
  const neverCalled = async (client: Client) => {
    // @ts-expect-error: the path needs a booking_id.
    await client.call('getBooking')
    // @ts-expect-error: a booking is no list.
    client.paginate('getBooking')
    // @ts-expect-error: a booking needs a service_id.
    await client.call('createBooking', { body: { start_at: '2026-04-20T05:00:00Z' } })
    // @ts-expect-error: there is no such operation.
    await client.call('nope')
    // @ts-expect-error: no such filter.
    await client.call('listBookings', { query: { colour: 'red' } })
  }
  expect(neverCalled).toBeTypeOf('function')
})
