import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { StatementCache } from '../../emulator/store/sqlite/statement-cache.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await forkSandbox('default')
})

const ask = (query: string, variables: object = {}) =>
  sandbox.send('POST', '/v2/graphql', { body: { query, variables } })

describe('a connection', () => {
  let ids: string[] = []
  const page =
    'edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'
  beforeEach(async () => {
    ids = []
    for (let at = 0; at < 5; at++) {
      ids.push((await sandbox.send('POST', '/v2/customers', { body: { name: 'Quux' } })).json.id)
      sandbox.clock.set(sandbox.clock.now() + 1_000)
    }
  })
  /** The oldest is a, the newest e. */
  const named = (...names: string[]) => names.map(name => ids['abcde'.indexOf(name)])

  async function customers(args: string) {
    const { json } = await ask(`{ customers(query: "quux", ${args}) { ${page} } }`)
    expect(json.errors).toBeUndefined()
    const { customers: found } = json.data
    expect(found.nodes).toEqual(found.edges.map(({ node }: { node: object }) => node))
    expect(found.pageInfo.startCursor).toBe(found.edges.at(0)?.cursor ?? null)
    expect(found.pageInfo.endCursor).toBe(found.edges.at(-1)?.cursor ?? null)
    return { ids: found.nodes.map(({ id }: { id: string }) => id), edges: found.edges, ...found.pageInfo }
  }

  test('is walked forward and back, by the cursor of any edge', async () => {
    const first = await customers('first: 2')
    expect(first).toMatchObject({ ids: named('e', 'd'), hasNextPage: true, hasPreviousPage: false })
    const second = await customers(`first: 2, after: "${first.endCursor}"`)
    expect(second).toMatchObject({ ids: named('c', 'b'), hasNextPage: true, hasPreviousPage: true })
    const behindFirst = await customers(`first: 3, after: "${first.edges[0].cursor}"`)
    expect(behindFirst.ids).toEqual(named('d', 'c', 'b'))
    const back = await customers(`last: 2, before: "${second.startCursor}"`)
    expect(back).toMatchObject({ ids: named('e', 'd'), hasNextPage: true, hasPreviousPage: false })
    const end = await customers('last: 2')
    expect(end).toMatchObject({ ids: named('b', 'a'), hasNextPage: false, hasPreviousPage: true })
    const whole = await customers('last: 100')
    expect(whole).toMatchObject({ ids: ids.toReversed(), hasNextPage: false, hasPreviousPage: false })
  })

  test('has the cursors of REST', async () => {
    const rest = await sandbox.send('GET', '/v2/customers?query=quux&limit=2')
    expect(await customers(`first: 2, after: "${rest.json.next_cursor}"`)).toMatchObject({
      ids: named('c', 'b'),
    })
    const { endCursor } = await customers('first: 3')
    const on = await sandbox.send('GET', `/v2/customers?query=quux&limit=2&cursor=${endCursor}`)
    expect(on.json.data.map(({ id }: { id: string }) => id)).toEqual(named('b', 'a'))
  })

  test.each([
    ['first: 0', 'validation_failed', '/first'],
    ['first: 101', 'validation_failed', '/first'],
    ['last: 101', 'validation_failed', '/last'],
    ['first: 1, last: 1', 'validation_failed', '/first'],
    ['first: 1, before: "x"', 'validation_failed', '/first'],
    ['after: "x", before: "x"', 'validation_failed', '/after'],
    ['after: "damaged"', 'invalid_cursor', undefined],
  ])('refuses %s', async (args, code, path) => {
    const { json } = await ask(`{ customers(${args}) { nodes { id } } }`)
    expect(json.errors[0].extensions.code).toBe(code)
    expect(json.errors[0].extensions.details?.fields?.[0]?.path).toBe(path)
  })

  test('of another list or filter has other cursors', async () => {
    const { endCursor } = await customers('first: 1')
    const { json } = await ask(`{ customers(after: "${endCursor}") { nodes { id } } }`)
    expect(json.errors[0].extensions.code).toBe('invalid_cursor')
  })

  test('takes the order of REST', async () => {
    const { json } = await ask(
      '{ a: bookings(order: start_at) { nodes { start_at } } d: bookings(order: start_at_desc) { nodes { start_at } } }',
    )
    const [ascending, descending] = [json.data.a, json.data.d].map(list =>
      list.nodes.map((one: { start_at: string }) => one.start_at),
    )
    expect(ascending.length).toBeGreaterThan(3)
    expect(ascending).toEqual(ascending.toSorted())
    expect(descending).toEqual(ascending.toReversed())
  })
})

describe('what belongs together', () => {
  const bookings = `bookings(first: 100) { nodes {
    id customer { id name } service { id } resource { id } payments { nodes { id booking_id } } } }`
  const query = `{ ${bookings} }`

  beforeAll(async () => {
    // The schema is built, and the document known, before statements are counted.
    const other = await forkSandbox('default')
    await other.send('POST', '/v2/graphql', { body: { query } })
  })

  async function manyBookings() {
    for (let at = 0; at < 60; at++) {
      const halfHours = Math.floor(at / 15) * 48 + (at % 15)
      const startMs = Date.parse('2026-05-04T03:30:00Z') + halfHours * 30 * 60_000
      const start_at = new Date(startMs).toISOString().replace('.000', '')
      const customer_id = (await sandbox.send('POST', '/v2/customers', { body: { name: `C ${at}` } })).json.id
      const made = await sandbox.send('POST', '/v2/bookings', {
        body: { customer_id, service_id: 'svc_consult_30', resource_id: 'res_dr_niket', start_at },
      })
      expect(made.status, made.text).toBe(201)
    }
  }

  test('is read by one statement for each kind of object, however many there are', async () => {
    await manyBookings()
    await sandbox.send('GET', '/v2/tenant')
    const prepare = vi.spyOn(StatementCache.prototype, 'prepare')
    const { json } = await ask(query)
    const texts = prepare.mock.calls.map(([text]) => text).filter(text => /^select|^with/.test(text))
    prepare.mockRestore()
    expect(json.errors).toBeUndefined()
    expect(json.data.bookings.nodes.length).toBeGreaterThan(40)
    const tables = texts.map(text => /from "(\w+)"/.exec(text)?.[1])
    expect(tables.toSorted()).toEqual(['bookings', 'customers', 'payments', 'resources', 'services'])
  })

  test('is what each would be by itself', async () => {
    await manyBookings()
    const { json } = await ask(query)
    for (const { id, customer, payments } of json.data.bookings.nodes) {
      const booking = (await sandbox.send('GET', `/v2/bookings/${id}`)).json
      expect(customer.id).toBe(booking.customer_id)
      const own = await sandbox.send('GET', `/v2/payments?booking_id=${id}`)
      expect(payments.nodes.map((one: { id: string }) => one.id)).toEqual(
        own.json.data.map((one: { id: string }) => one.id),
      )
    }
  })

  test('pages within each, and goes on from there', async () => {
    const found = await ask(
      '{ customers { nodes { id bookings(first: 1) { nodes { id } pageInfo { hasNextPage endCursor } } } } }',
    )
    const many = found.json.data.customers.nodes.find(
      (one: { bookings: { pageInfo: { hasNextPage: boolean } } }) => one.bookings.pageInfo.hasNextPage,
    )
    expect(many).toBeDefined()
    const { id, bookings: first } = many
    const on = await ask(
      'query($id: ID!, $after: String) { customer(customer_id: $id) { bookings(first: 100, after: $after) { nodes { id } } } }',
      { id, after: first.pageInfo.endCursor },
    )
    const rest = await sandbox.send('GET', `/v2/bookings?customer_id=${id}&limit=100`)
    const ids = [...first.nodes, ...on.json.data.customer.bookings.nodes].map(one => one.id)
    expect(ids).toEqual(rest.json.data.map((one: { id: string }) => one.id))
  })

  test('a node is read by its id alone, whatever it is', async () => {
    const { json } = await ask(
      '{ nodes(ids: ["bk_01HXYW999", "cust_arjun_02", "bk_nope", "nothing"]) { __typename id ... on Booking { customer { id } } } }',
    )
    expect(json).toEqual({
      data: {
        nodes: [
          { __typename: 'Booking', id: 'bk_01HXYW999', customer: { id: 'cust_arjun_02' } },
          { __typename: 'Customer', id: 'cust_arjun_02' },
          null,
          null,
        ],
      },
    })
  })
})
