import type { Client, LooseInput, Page } from '../../src/client/client-types.ts'

/** As many rows fit into one page of the API. */
const rowsOfPage = 100

/**
 * The pages of a list until there are `total` rows. The last one is asked for with what is left, so that its cursor leads on to
 * the very next row.
 */
export async function* pagesUpTo(
  total: number,
  client: Client,
  id: string,
  request: LooseInput,
): AsyncGenerator<Page> {
  let cursor = request.query?.cursor
  for (let left = total; left > 0; ) {
    const limit = Math.min(left, rowsOfPage)
    const query = { ...request.query, limit, ...(cursor !== undefined && { cursor }) }
    const page = (await client.send(id, { ...request, query })).data as Page
    yield page
    left -= page.data.length
    if (!page.has_more || typeof page.next_cursor !== 'string' || page.data.length === 0) return
    cursor = page.next_cursor
  }
}
