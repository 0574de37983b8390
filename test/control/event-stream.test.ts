import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findEvent } from '../../emulator/store/events.ts'
import { type Receiver, startReceiver } from '../events/receiver.ts'
import { testNow } from '../world/sandbox.ts'
import { type ControlledSandbox, controlledSandbox } from './controlled-sandbox.ts'
import { readStream } from './stream-reader.ts'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox()
  await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const addCustomer = async (name: string, tenant?: string): Promise<string> => {
  const answer = await sandbox.send('POST', '/v2/customers', {
    body: { name },
    ...(tenant !== undefined && { tenant }),
  })
  expect(answer.status, answer.text).toBe(201)
  return answer.json.id
}
const stream = (query = '', headers = {}) => readStream(sandbox, query, headers)
const json = (data: string | undefined) => JSON.parse(data ?? 'null')
const eventIds = async () => (await sandbox.events()).map(({ id }) => id as string)

/** The next message as the id of its event and its object's name. */
async function nextName(reader: Awaited<ReturnType<typeof stream>>) {
  const message = await reader.next()
  return [message?.event, json(message?.data)?.data?.object?.name]
}

describe('the stream', () => {
  test('says where it begins, and then gives each event as its stored bytes', async () => {
    await addCustomer('before')
    const [before] = await eventIds()
    const reader = await stream()
    expect([reader.answer.statusCode, reader.answer.headers['content-type']]).toEqual([
      200,
      'text/event-stream',
    ])
    const hello = await reader.next()
    expect([hello?.event, hello?.id, json(hello?.data)]).toEqual([
      'hello',
      undefined,
      { sandbox: 'main', begins: 'now', waiting: 0, after: before },
    ])
    await addCustomer('Zoë "/" \u2028 \\ end\n')
    const message = await reader.next()
    const [, id = ''] = await eventIds()
    const stored = await sandbox.sandbox.store.read(trx => findEvent(trx, 'tnt_clinic', id))
    expect(message).toEqual({ event: 'message', id, data: stored?.payload })
  })

  test('gives the events of all tenants in commit order, or of one', async () => {
    const [all, one] = [await stream(), await stream('?tenant=tnt_ideadunes')]
    await all.next()
    await one.next()
    await addCustomer('a')
    await addCustomer('b', 'tnt_ideadunes')
    await addCustomer('c')
    expect([await nextName(all), await nextName(all), await nextName(all)]).toEqual([
      ['message', 'a'],
      ['message', 'b'],
      ['message', 'c'],
    ])
    expect(await nextName(one)).toEqual(['message', 'b'])
    const late = await stream()
    expect(json((await late.next())?.data).after).toBe((await eventIds()).at(-1))
  })

  test('goes on after an event without a gap and without a repetition, whatever commits meanwhile', async () => {
    await addCustomer('0')
    const [first] = await eventIds()
    const writing = Promise.all(Array.from({ length: 150 }, (_, at) => addCustomer(`${at + 1}`)))
    const reader = await stream(`?after=${first}`)
    expect(json((await reader.next())?.data)).toMatchObject({ begins: 'as_asked', after: first })
    const seen: (string | undefined)[] = []
    while (seen.length < 150) seen.push((await reader.next())?.id)
    await writing
    expect(seen).toEqual((await eventIds()).slice(1))
  })

  test('begins with an event, at a time, some seconds ago, or with all that there is', async () => {
    await addCustomer('a')
    sandbox.real.set(Date.parse(testNow) + 60_000)
    await addCustomer('b')
    const [a, b] = await eventIds()
    const begin = async (query: string) => {
      const reader = await stream(query)
      const { waiting, after } = json((await reader.next())?.data)
      const next = waiting === 0 ? undefined : (await reader.next())?.id
      reader.close()
      return [waiting, after, next]
    }
    expect(await begin(`?from=${a}`)).toEqual([2, 'evt_example_01', a])
    expect(await begin(`?from=${b}`)).toEqual([1, a, b])
    expect(await begin('?since=2026-04-15T09:43:11Z')).toEqual([1, a, b])
    expect(await begin('?since=2026-04-15T09:43:12Z')).toEqual([0, b, undefined])
    expect(await begin('?since=2026-04-15T11:42:11%2B02:00')).toEqual([2, 'evt_example_01', a])
    expect(await begin('?since_seconds=60')).toEqual([2, 'evt_example_01', a])
    expect(await begin('?since_seconds=59')).toEqual([1, a, b])
    expect(await begin('?after=start')).toEqual([3, 'start', 'evt_example_01'])
  })

  test('goes on where Last-Event-ID says, unless the query says otherwise', async () => {
    await addCustomer('a')
    const headers = { 'last-event-id': 'evt_example_01' }
    const waiting = async (query = '') => json((await (await stream(query, headers)).next())?.data).waiting
    expect([await waiting(), await waiting('?after=start')]).toEqual([1, 2])
  })

  test('an event to go on after that is not there is told; one to begin with must be there', async () => {
    await addCustomer('a')
    const [a] = await eventIds()
    const reader = await stream('?after=evt_gone')
    expect(json((await reader.next())?.data)).toMatchObject({ begins: 'now_for_lack', waiting: 0, after: a })
    const { status, json: answer } = await sandbox.control('GET', '/events/stream?from=evt_gone')
    expect([status, answer.error.details.fields]).toMatchObject([422, [{ path: '/from', code: 'not_found' }]])
  })

  test('chooses types by patterns, and counts only those', async () => {
    const id = await addCustomer('a')
    const reader = await stream('?after=evt_example_01&type=customer.*,!customer.created')
    expect(json((await reader.next())?.data).waiting).toBe(0)
    await addCustomer('b')
    await sandbox.send('PATCH', `/v2/customers/${id}`, { body: { name: 'A' } })
    expect(json((await reader.next())?.data).type).toBe('customer.updated')
    expect((await sandbox.control('GET', '/events/stream?type=nothing.*')).status).toBe(422)
    expect((await sandbox.control('GET', '/events/stream?type=NOT')).status).toBe(422)
  })

  test('wants the token', async () => {
    expect((await sandbox.control('GET', '/events/stream', { key: 'ctl_wrong' })).status).toBe(401)
    expect((await sandbox.control('GET', '/listen-secret', { key: 'ctl_wrong' })).status).toBe(401)
  })

  test('reads no faster than the other side, and loses nothing', async () => {
    const reader = await stream()
    await reader.next()
    reader.answer.pause()
    const notes = 'x'.repeat(60_000)
    for (let at = 0; at < 60; at++)
      await sandbox.send('POST', '/v2/customers', {
        body: { name: `${at}`, notes: notes.slice(0, 2_000), metadata: {} },
      })
    reader.answer.resume()
    for (let at = 0; at < 60; at++) expect(await nextName(reader)).toEqual(['message', `${at}`])
  })
})

describe('other data', () => {
  test('a reset is told, and what happens afterwards comes, also with the same ids', async () => {
    const freeze = () => sandbox.control('POST', '/clock/freeze', { body: { at: testNow } })
    await freeze()
    const reader = await stream()
    await reader.next()
    await addCustomer('a')
    await addCustomer('b')
    const before = [(await reader.next())?.id, (await reader.next())?.id]
    await sandbox.control('POST', '/reset')
    await freeze()
    await addCustomer('a')
    const replaced = await reader.next()
    expect([replaced?.event, json(replaced?.data)]).toEqual(['replaced', { after: 'evt_example_01' }])
    expect((await reader.next())?.id).toBe(before[0])
  })

  test('a fork has a stream of its own, which ends with it', async () => {
    const fork = (await sandbox.control('POST', '/forks', { body: { name: 'mine' } })).json
    const [main, own] = [await stream(), await stream('', { 'x-sandbox': 'mine' })]
    await main.next()
    expect(json((await own.next())?.data).sandbox).toBe(fork.id)
    await sandbox.send('POST', '/v2/customers', { body: { name: 'in the fork' }, key: fork.keys.secret })
    expect(await nextName(own)).toEqual(['message', 'in the fork'])
    await sandbox.control('DELETE', '/forks/mine')
    expect(await own.next()).toBeUndefined()
    await addCustomer('in main')
    expect(await nextName(main)).toEqual(['message', 'in main'])
  })

  test('the stream ends with the server, whole', async () => {
    const reader = await stream()
    await reader.next()
    await sandbox.app.close()
    expect(await reader.next()).toBeUndefined()
    expect(reader.answer.complete).toBe(true)
  })
})

describe('resending', () => {
  let receiver: Receiver
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())

  test('an event goes to all who follow and want it, the same bytes again', async () => {
    await addCustomer('a')
    const [id] = await eventIds()
    const readers = [await stream(), await stream('?type=booking.*'), await stream('?tenant=tnt_ideadunes')]
    for (const reader of readers) await reader.next()
    const answer = await sandbox.control('POST', `/events/${id}/resend`)
    expect([answer.status, answer.json]).toEqual([
      200,
      { event_id: id, type: 'customer.created', listeners: 1, deliveries: [] },
    ])
    const [event] = await sandbox.events()
    const message = await readers[0]?.next()
    expect([message?.event, message?.id, json(message?.data)]).toEqual(['resent', undefined, event])
  })

  test('nobody who has left is counted', async () => {
    const reader = await stream()
    await reader.next()
    reader.close()
    await addCustomer('a')
    const [id] = await eventIds()
    await expect
      .poll(async () => (await sandbox.control('POST', `/events/${id}/resend`)).json.listeners)
      .toBe(0)
  })

  test('an event goes to endpoints that are named, also if they do not listen to it', async () => {
    const { json: webhook } = await sandbox.send('POST', '/v2/webhooks', {
      body: { url: receiver.url, events: ['payment.*'] },
    })
    await addCustomer('a')
    const [id] = await eventIds()
    const answer = await sandbox.control('POST', `/events/${id}/resend`, {
      body: { webhook_ids: [webhook.id] },
    })
    expect(answer.json).toMatchObject({ listeners: 0, deliveries: [{ webhook_id: webhook.id }] })
    await expect.poll(() => receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([id])
    await sandbox.control('POST', '/clock/advance', { body: { by_seconds: 0 } })
    const { json: list } = await sandbox.send('GET', `/v2/webhooks/${webhook.id}/deliveries`)
    expect(list.data).toMatchObject([{ id: answer.json.deliveries[0].id, attempt: 1, status: 'succeeded' }])
  })

  test('unknown events and endpoints are told, all of them', async () => {
    expect((await sandbox.control('POST', '/events/evt_gone/resend')).status).toBe(404)
    const body = { webhook_ids: ['wh_1', 'wh_example_01', 'wh_2'] }
    const answer = await sandbox.control('POST', '/events/evt_example_01/resend', { body })
    const fields = answer.json.error.details.fields.map(({ message }: { message: string }) => message)
    expect([answer.status, fields]).toEqual([
      422,
      ['names no endpoint of tnt_clinic: wh_1', 'names no endpoint of tnt_clinic: wh_2'],
    ])
  })
})

test('the secret of listeners stays the same through a reset, and is the same in a fork', async () => {
  const secret = async (headers = {}) =>
    (await sandbox.control('GET', '/listen-secret', { headers })).json.secret
  const first = await secret()
  expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  await sandbox.control('POST', '/reset')
  await sandbox.control('POST', '/forks', { body: { name: 'f' } })
  expect([await secret(), await secret({ 'x-sandbox': 'f' })]).toEqual([first, first])
})
