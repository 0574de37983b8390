// Clients as people have them: types and documents by the client preset, sent by graphql-request and by urql with its
// normalised cache. `npm run generate` makes gen/; the arguments are the URL of a sandbox and its secret key.
import assert from 'node:assert/strict'
import { Client, fetchExchange } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { GraphQLClient } from 'graphql-request'
import { useFragment as readFragment } from './gen/fragment-masking.ts'
import { graphql } from './gen/gql.ts'
import type { CreateBookingInput } from './gen/graphql.ts'

const [, , baseUrl = '', key = ''] = process.argv
const url = `${baseUrl}/v2/graphql`
const headers = { authorization: `Bearer ${key}` }

const BookingCard = graphql(`
  fragment BookingCard on Booking {
    id
    status
    start_at
    revision
    customer { id name }
    service { id name price { amount currency } }
  }
`)

const Bookings = graphql(`
  query Bookings($first: Int!, $after: String) {
    bookings(first: $first, after: $after, order: start_at) {
      edges { cursor node { ...BookingCard } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

const Book = graphql(`
  mutation Book($input: CreateBookingInput!) {
    createBooking(input: $input) { ...BookingCard payments(first: 1) { nodes { id amount { amount } } } }
  }
`)

const Rename = graphql(`
  mutation Rename($id: ID!, $name: String!) {
    updateCustomer(customer_id: $id, input: { name: $name }) { id name revision }
  }
`)

const Customer = graphql(`
  query Customer($id: ID!) {
    customer(customer_id: $id) { id name }
    node(id: $id) { __typename id }
  }
`)

async function byGraphqlRequest(): Promise<void> {
  const client = new GraphQLClient(url, { headers })
  const seen: string[] = []
  let after: string | null = null
  do {
    const { bookings }: Awaited<ReturnType<typeof page>> = await page(after)
    assert.ok(bookings)
    for (const { node } of bookings.edges) seen.push(readFragment(BookingCard, node).id)
    after = bookings.pageInfo.hasNextPage ? (bookings.pageInfo.endCursor ?? null) : null
  } while (after !== null)
  assert.ok(seen.length > 5 && new Set(seen).size === seen.length, 'every booking once')

  const input: CreateBookingInput = {
    customer_id: 'cust_priya_01',
    service_id: 'svc_consult_30',
    resource_id: 'res_dr_niket',
    start_at: '2026-04-20T05:00:00Z',
    channel: 'video_zoom',
    metadata: { source: 'generated' },
  }
  const { createBooking } = await client.request(Book, { input })
  assert.equal(createBooking && readFragment(BookingCard, createBooking).status, 'confirmed')
  const taken = await client.request(Book, { input }).catch((error: unknown) => error)
  const [refusal] = (
    taken as { response: { errors: { extensions: { code: string; details: { suggestions: unknown[] } } }[] } }
  ).response.errors
  assert.equal(refusal?.extensions.code, 'resource_unavailable')
  assert.equal(refusal.extensions.details.suggestions.length, 2)

  async function page(cursor: string | null) {
    return await client.request(Bookings, { first: 2, after: cursor })
  }
}

async function byUrql(): Promise<void> {
  const client = new Client({
    url,
    fetchOptions: { headers },
    preferGetMethod: false,
    exchanges: [cacheExchange({ keys: { BookingLinks: () => null, Money: () => null } }), fetchExchange],
  })
  const id = 'cust_arjun_02'
  const first = await client.query(Customer, { id }).toPromise()
  assert.equal(first.error, undefined)
  assert.equal(first.data?.node?.__typename, 'Customer')
  const renamed = await client.mutation(Rename, { id, name: 'Arjun Renamed' }).toPromise()
  assert.equal(renamed.error, undefined)
  // The answer to the mutation has changed the object in the cache: nobody is asked again.
  const again = await client.query(Customer, { id }, { requestPolicy: 'cache-only' }).toPromise()
  assert.equal(again.data?.customer?.name, 'Arjun Renamed')
}

await byGraphqlRequest()
await byUrql()
process.stdout.write('Generated clients work.\n')
