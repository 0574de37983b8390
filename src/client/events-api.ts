import type { ClientOptions, Page } from './client-types.ts'
import { type ExchangeOptions, exchange, exchangeText } from './exchange.ts'
import { ourObject } from './our-answer.ts'
import { parseBaseUrl, type QueryValue, requestUrl } from './request-url.ts'
import type { WireRequest } from './transport.ts'
import { wireHeaders } from './wire-headers.ts'

/** An event as far as a list is needed for. */
export interface ListedEvent {
  readonly id: string
  readonly type: string
}

/** The log of events of the API, for whoever follows it by asking. */
export interface EventsApi {
  /** The stored bytes of an event: the body of its own answer. */
  text(id: string): Promise<string>
  /** Id of the newest event, or null. */
  newest(): Promise<string | null>
  /** Id of the newest event that is older than a time, or null. */
  newestBefore(ms: number): Promise<string | null>
  /** The events behind one, oldest first, as many as one page holds; all that there are for null. */
  after(id: string | null): Promise<readonly ListedEvent[]>
}

const pageSize = 100
/** A service that is busy says when to come again, and it is not asked before. */
const longestWaitMs = 120_000

/** Makes it. Everything that goes wrong is thrown as a `Failure`. */
export function createEventsApi(options: ClientOptions): EventsApi {
  const base = parseBaseUrl(options.baseUrl)
  const exchangeOptions: ExchangeOptions = { maxRetryWaitMs: longestWaitMs, ...options }

  function request(path: string, query: Readonly<Record<string, QueryValue>> = {}): WireRequest {
    const { apiKey, tenant, userAgent = 'ideadunes-client', signal, timeoutMs = 30_000 } = options
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${apiKey}`,
      'user-agent': userAgent,
      'x-tenant-id': tenant,
    }
    return {
      method: 'GET',
      url: requestUrl(base, path, {}, query),
      headers: wireHeaders(headers),
      body: undefined,
      timeoutMs,
      signal,
      keepAlive: true,
    }
  }

  async function page(query: Readonly<Record<string, QueryValue>>): Promise<Page> {
    const answer = await exchange(request('/v2/events', query), exchangeOptions, {
      answers: ['data', 'has_more'],
    })
    return answer.data as Page
  }

  async function* newestFirst() {
    let cursor: string | undefined
    while (true) {
      const { data, has_more, next_cursor } = await page({ limit: pageSize, cursor })
      yield* data
      if (!has_more || typeof next_cursor !== 'string') return
      cursor = next_cursor
    }
  }

  return {
    async text(id) {
      const asked = request(`/v2/events/${encodeURIComponent(id)}`)
      const answer = await exchangeText(asked, exchangeOptions)
      ourObject(answer, asked.url, ['id', 'type'])
      return answer.text
    },
    async newest() {
      const [newest] = (await page({ limit: 1 })).data
      return newest === undefined ? null : String(newest.id)
    },
    async newestBefore(ms) {
      for await (const { id, created_at } of newestFirst())
        if (Date.parse(String(created_at)) < ms) return String(id)
      return null
    },
    async after(id) {
      if (id !== null) return (await page({ after: id, limit: pageSize })).data.map(listed)
      const all: ListedEvent[] = []
      for await (const event of newestFirst()) all.push(listed(event))
      return all.reverse()
    },
  }
}

function listed({ id, type }: Readonly<Record<string, unknown>>): ListedEvent {
  return { id: String(id), type: String(type) }
}
