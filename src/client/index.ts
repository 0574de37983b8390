import type { Client, ClientOptions } from './client-types.ts'
import { createClientFor } from './create-client.ts'
import { routesInBuild } from './routes-in-build.ts'

export { exitCodes, Failure, type FailureKind } from '../failure/failure.ts'
export type {
  Answer,
  CallInput,
  CallOptions,
  Client,
  ClientOptions,
  ItemOf,
  LooseInput,
  Page,
  PagedOperationId,
} from './client-types.ts'

/**
 * Makes a client of the IdeaDunes v2 API.
 *
 * @example
 * const client = createClient({ baseUrl: 'http://127.0.0.1:4332', apiKey: 'sk_test_…' })
 * const { data: booking } = await client.call('getBooking', { params: { booking_id: 'bk_01HXYW999' } })
 */
export function createClient(options: ClientOptions): Client {
  return createClientFor(routesInBuild(), options)
}
