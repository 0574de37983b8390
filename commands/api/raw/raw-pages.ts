import type { Page } from '../../../src/client/client-types.ts'
import { failureOf } from '../../../src/client/failures.ts'
import { ourObject } from '../../../src/client/our-answer.ts'
import type { WireRequest, WireResponse } from '../../../src/client/transport.ts'

/** Walks a list from the page that is asked for to its end. Throws a failure for what is no list. */
export async function* pagesOf(
  request: WireRequest,
  send: (request: WireRequest) => Promise<WireResponse>,
): AsyncGenerator<Page> {
  const url = new URL(request.url)
  while (true) {
    const answer = await send({ ...request, url: new URL(url) })
    if (answer.status < 200 || answer.status >= 300) throw failureOf(answer, url)
    const page = ourObject(answer, url, ['data', 'has_more']) as Page
    yield page
    if (!page.has_more || typeof page.next_cursor !== 'string') return
    url.searchParams.set('cursor', page.next_cursor)
  }
}
