import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'

const addCustomer = async (sandbox: TestSandbox, name = 'Noor') => {
  const answer = await sandbox.send('POST', '/v2/customers', { body: { name } })
  expect(answer.status, answer.text).toBe(201)
  return answer.json.id as string
}

async function list(sandbox: TestSandbox, query = '') {
  const answer = await sandbox.send('GET', `/v2/events${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json as {
    data: { id: string; type: string; data: { object: { id: string } } }[]
    has_more: boolean
    next_cursor: string | null
    prev_cursor: string | null
  }
}

const idsOf = (page: Awaited<ReturnType<typeof list>>) => page.data.map(({ id }) => id)

describe('the list', () => {
  test('is the log, newest first, and each event alone has the bytes that are delivered', async () => {
    const sandbox = await forkSandbox()
    for (const name of ['Ada', 'Grace "Ω"']) await addCustomer(sandbox, name)
    const events = await sandbox.events()
    expect((await list(sandbox)).data).toEqual(events.toReversed())
    const rows = await sandbox.sandbox.store.read(trx => trx.selectFrom('events').selectAll().execute())
    for (const { id, payload } of rows) {
      expect((await sandbox.send('GET', `/v2/events/${id}`)).text).toBe(payload)
    }
  })

  test('is filtered by types, patterns and object', async () => {
    const sandbox = await forkSandbox()
    const customer = await addCustomer(sandbox)
    await sandbox.send('PATCH', `/v2/customers/${customer}`, { body: { notes: 'tall' } })
    await addCustomer(sandbox)
    await sandbox.send('POST', '/v2/services', {
      body: {
        name: 'Check',
        duration_min: 20,
        requirements: [{ group: 'staff', resource_ids: ['res_dr_niket'] }],
      },
    })
    const types = async (query: string) => (await list(sandbox, query)).data.map(({ type }) => type).reverse()
    expect(await types('')).toEqual([
      'customer.created',
      'customer.updated',
      'customer.created',
      'service.created',
    ])
    expect(await types('?type=customer.updated')).toEqual(['customer.updated'])
    expect(await types('?type=customer.updated,service.*')).toEqual(['customer.updated', 'service.created'])
    expect(await types('?type=*.created,!service.*')).toEqual(['customer.created', 'customer.created'])
    expect(await types('?type=!customer.*')).toEqual(['service.created'])
    expect(await types(`?object_id=${customer}`)).toEqual(['customer.created', 'customer.updated'])
    expect(await types(`?object_id=${customer}&type=*.updated`)).toEqual(['customer.updated'])
    expect(await types('?object_id=cust_nobody')).toEqual([])
  })

  test.each([
    ['?type=bokking.*', '/type unknown_event'],
    ['?type=booking.*,customer.made', '/type unknown_event'],
    ['?type=booking.*,!booking.*', '/type unknown_event'],
    ['?type=Booking', '/type invalid_format'],
    ['?after=evt_unknown', '/after not_found'],
    ['?after=bk_1', '/after invalid_format'],
    ['?object_id=', '/object_id too_short'],
  ])('refuses %s', async (query, fault) => {
    const sandbox = await forkSandbox()
    const answer = await sandbox.send('GET', `/v2/events${query}`)
    expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
  })

  test('names the pattern that chooses nothing', async () => {
    const sandbox = await forkSandbox()
    const answer = await sandbox.send('GET', '/v2/events?type=booking.*,customer.made')
    expect(answer.json.error.message).toContain('customer.made')
    expect(answer.json.error.message).not.toContain('booking')
  })
})

describe('after an event', () => {
  test('come the later ones, oldest first, page by page, forward and back', async () => {
    const sandbox = await forkSandbox()
    for (let count = 0; count < 9; count++) await addCustomer(sandbox)
    const all = (await sandbox.events()).map(event => event.id)
    const after = `?after=${all[1]}&limit=3`
    const first = await list(sandbox, after)
    expect([idsOf(first), first.prev_cursor]).toEqual([all.slice(2, 5), null])
    const second = await list(sandbox, `${after}&cursor=${first.next_cursor}`)
    expect(idsOf(second)).toEqual(all.slice(5, 8))
    const third = await list(sandbox, `${after}&cursor=${second.next_cursor}`)
    expect([idsOf(third), third.has_more, third.next_cursor]).toEqual([all.slice(8), false, null])
    const back = await list(sandbox, `${after}&cursor=${third.prev_cursor}`)
    expect(idsOf(back)).toEqual(all.slice(5, 8))
    const start = await list(sandbox, `${after}&cursor=${back.prev_cursor}`)
    expect([idsOf(start), start.prev_cursor]).toEqual([all.slice(2, 5), null])
    // More than nine: as text, 10 would come before 9.
    for (let count = 0; count < 5; count++) await addCustomer(sandbox)
    const grown = (await sandbox.events()).map(event => event.id)
    const fourth = await list(sandbox, `${after}&cursor=${second.next_cursor}`)
    expect(idsOf(fourth)).toEqual(grown.slice(8, 11))
  })

  test('a cursor belongs to its list: without after, or after another event, it is refused', async () => {
    const sandbox = await forkSandbox()
    for (let count = 0; count < 5; count++) await addCustomer(sandbox)
    const all = (await sandbox.events()).map(event => event.id)
    const { next_cursor } = await list(sandbox, `?after=${all[0]}&limit=1`)
    for (const query of [`?cursor=${next_cursor}`, `?after=${all[1]}&cursor=${next_cursor}`]) {
      expect((await sandbox.send('GET', `/v2/events${query}`)).json.error.code).toBe('invalid_cursor')
    }
  })

  test('comes nothing when it is the newest, and filters hold', async () => {
    const sandbox = await forkSandbox()
    const customer = await addCustomer(sandbox)
    await sandbox.send('PATCH', `/v2/customers/${customer}`, { body: { notes: 'tall' } })
    await addCustomer(sandbox)
    const all = (await sandbox.events()).map(event => event.id)
    expect(await list(sandbox, `?after=${all[2]}`)).toEqual({
      data: [],
      has_more: false,
      next_cursor: null,
      prev_cursor: null,
    })
    expect(idsOf(await list(sandbox, `?after=${all[0]}&type=customer.created`))).toEqual([all[2]])
  })

  test('of another tenant comes a refusal, and no other tenant’s events', async () => {
    const sandbox = await forkSandbox()
    await addCustomer(sandbox)
    await sandbox.send('POST', '/v2/customers', { tenant: 'tnt_ideadunes', body: { name: 'Other' } })
    await addCustomer(sandbox)
    const [other] = await sandbox.events('tnt_ideadunes')
    const [mine, newest] = (await sandbox.events()).map(event => event.id)
    expect((await sandbox.send('GET', `/v2/events?after=${other.id}`)).status).toBe(422)
    expect((await sandbox.send('GET', `/v2/events/${other.id}`)).status).toBe(404)
    expect(idsOf(await list(sandbox, `?after=${mine}`))).toEqual([newest])
  })

  test('whoever polls misses nothing and sees nothing twice, however writers come in between', async () => {
    const rounds = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(rounds, fc.integer({ min: 1, max: 4 }), async (writers, limit) => {
        const sandbox = await forkSandbox()
        await addCustomer(sandbox)
        const [begin] = await sandbox.events()
        const seen: string[] = []
        const poll = async () => {
          const ids = idsOf(await list(sandbox, `?after=${seen.at(-1) ?? begin.id}&limit=${limit}`))
          seen.push(...ids)
          return ids.length
        }
        for (const count of writers) {
          // Writers and the poller run at once; refused writes leave holes in nothing.
          const writing = Array.from({ length: count }, (_, at) =>
            at % 3 === 2
              ? sandbox.send('POST', '/v2/customers', { body: { name: '' } })
              : addCustomer(sandbox, `Customer ${at}`),
          )
          await Promise.all([...writing, poll()])
        }
        while ((await poll()) > 0);
        const all = (await sandbox.events()).map(event => event.id)
        expect(seen).toEqual(all.slice(1))
      }),
      { numRuns: 30 },
    )
  })
})
