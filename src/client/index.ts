import { readFileSync } from 'node:fs'
import type { CommandIndex } from '../contract/command-index.ts'
import type { Client, ClientOptions } from './client-types.ts'
import { createClientFor } from './create-client.ts'
import { routesOf } from './routes-of.ts'

export { exitCodes, Failure, type FailureKind } from '../failure.ts'
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
  // Lies next to the built file; the contract itself would load its schemas.
  const index = readFileSync(new URL('./contract/index.json', import.meta.url), 'utf8')
  return createClientFor(routesOf(JSON.parse(index) as CommandIndex), options)
}
