import { Failure } from '../failure/failure.ts'
import { nearestOf } from '../text/nearest.ts'
import type { Answer, Client, ClientOptions, LooseInput, Page, Routes } from './client-types.ts'
import { exchange } from './exchange.ts'
import { parseBaseUrl } from './request-url.ts'
import { wireRequestOf } from './wire-request.ts'

/** Makes a client of the API for the given routes. `ideadunes/client` exports it with the routes filled in. */
export function createClientFor(routes: Routes, options: ClientOptions): Client {
  const base = parseBaseUrl(options.baseUrl)

  async function send(id: string, input: LooseInput = {}): Promise<Answer<unknown>> {
    const route = routes[id]
    if (route === undefined) throw unknownOperation(id, Object.keys(routes))
    return await exchange(wireRequestOf(route, input, base, options), options, route)
  }

  async function* pages(id: string, input: LooseInput = {}): AsyncGenerator<Page> {
    let cursor = input.query?.cursor
    while (true) {
      const query = { ...input.query, ...(cursor !== undefined && { cursor }) }
      const page = (await send(id, { ...input, query })).data as Page
      yield page
      if (!page.has_more || typeof page.next_cursor !== 'string') return
      cursor = page.next_cursor
    }
  }

  async function* paginate(id: string, input?: LooseInput): AsyncGenerator<unknown> {
    for await (const page of pages(id, input)) yield* page.data
  }

  return { send, pages, call: send, paginate } as unknown as Client
}

function unknownOperation(id: string, known: readonly string[]): Failure {
  const near = nearestOf(id, known)
  const hint =
    near === undefined
      ? 'Operations are called as the operationId of the OpenAPI document says: listBookings.'
      : `Did you mean ${near}?`
  return new Failure('usage', 'unknown_operation', `There is no operation ${id}`, { hint })
}
