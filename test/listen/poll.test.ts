import { Webhook as StandardWebhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { polledArrivals } from '../../commands/listen/source-poll.ts'
import { createEventsApi } from '../../src/client/events-api.ts'
import { derivedSecret } from '../../src/webhooks/signing.ts'
import { apiError, type Step, scriptedApi } from '../client/scripted-api.ts'
import { type Receiver, startReceiver } from '../events/receiver.ts'
import { type ListenWorld, listenWorld, type RunningCommand, startCommand } from './world.ts'

describe('the API at a URL that is no sandbox of this machine', () => {
  let world: ListenWorld
  let receiver: Receiver
  const running: RunningCommand[] = []
  beforeEach(async () => {
    ;[world, receiver] = await Promise.all([listenWorld(), startReceiver()])
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map(command => command.stop()))
    await Promise.all([world.close(), receiver.close()])
  })

  /** Without the registry: nothing tells that it is a local sandbox. */
  async function listen(...argv: string[]): Promise<RunningCommand> {
    const env = { IDEADUNES_BASE_URL: world.baseUrl, IDEADUNES_API_KEY: world.secretKey }
    const command = startCommand(['listen', '--forward-to', receiver.url, ...argv], { env })
    running.push(command)
    await command.until(() => command.stderr().includes('Signed with'))
    return command
  }

  const names = () => receiver.received.map(({ body }) => JSON.parse(body).data.object.name)

  test('is asked again and again; the bytes are those of each event’s own answer', async () => {
    const command = await listen('--exit-after', '2')
    await world.addCustomer('Zoë "/" \\')
    await world.addCustomer('in another tenant', 'tnt_ideadunes')
    await world.addCustomer('b')
    expect((await command.ended).code).toBe(0)
    expect(names()).toEqual(['Zoë "/" \\', 'b'])
    const [{ body, headers } = receiver.received[0] as never] = receiver.received
    expect(await (await world.send('GET', `/v2/events/${headers['webhook-id']}`)).text()).toBe(body)
    const secret = derivedSecret(world.secretKey, 'listen')
    expect(command.stderr()).toContain(`Signed with ${secret}`)
    expect(new StandardWebhook(secret).verify(body, headers as never)).toBeTruthy()
  })

  test('acts for a tenant when told', async () => {
    const command = await listen('--tenant', 'tnt_ideadunes', '--once')
    await world.addCustomer('a')
    await world.addCustomer('b', 'tnt_ideadunes')
    expect((await command.ended).stderr).toContain('(tnt_ideadunes)')
    expect(names()).toEqual(['b'])
  })

  test('begins in the past when told', async () => {
    for (const name of ['a', 'b', 'c']) await world.addCustomer(name)
    await (await listen('--replay-since', '1h', '--exit-after', '3')).ended
    expect(names()).toEqual(['a', 'b', 'c'])
    const second = String(receiver.received[1]?.headers['webhook-id'])
    await (await listen('--replay-since', second, '--exit-after', '2')).ended
    expect(names().slice(3)).toEqual(['b', 'c'])
  })

  test('goes on after an outage, and after a reset says so', async () => {
    const command = await listen()
    await world.addCustomer('a')
    await command.until(() => command.lines().length === 1)
    await world.stop()
    await command.until(() => command.stderr().includes('Lost the connection: Cannot reach'))
    // In memory: the data is other data then.
    await world.start()
    await command.until(() => command.stderr().includes('All data was replaced'))
    await world.addCustomer('b')
    await command.until(() => command.lines().length === 2)
    expect(names()).toEqual(['a', 'b'])
  })
})

describe('what the API answers', () => {
  const list = (...ids: string[]): Step => ({
    status: 200,
    json: {
      data: ids.map(id => ({ id, type: 'customer.created', created_at: '2026-04-15T09:42:11Z' })),
      has_more: false,
      next_cursor: null,
    },
  })
  const event = (text: string): Step => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    text,
  })

  /** The first arrivals of a scripted API, what was asked, and how long was waited. */
  async function arrivalsOf(count: number, ...steps: Step[]) {
    await using api = await scriptedApi(...steps)
    const stop = new AbortController()
    const waits: number[] = []
    const arrivals = polledArrivals({
      api: createEventsApi({
        baseUrl: api.baseUrl,
        apiKey: 'sk_test_1',
        signal: stop.signal,
        sleep: async ms => void waits.push(ms),
        keepAlive: false,
      }),
      name: 'here',
      beginning: {},
      now: () => new Date(),
      signal: stop.signal,
      sleep: async ms => void waits.push(ms),
    })
    const told: string[] = []
    for await (const arrival of arrivals) {
      told.push(arrival.kind === 'event' ? arrival.body : arrival.kind)
      if (told.length === count) break
    }
    return { told, waits, asked: api.seen.map(({ url }) => url) }
  }

  test('is passed on byte for byte: escapes, spaces and a line feed at the end', async () => {
    const text =
      '{ "id": "evt_2", "type": "customer.created", "10": 1, "2": 2, "data": {"u": "\\u00e9\\/"} }\r\n'
    const { told, asked } = await arrivalsOf(2, list('evt_1'), list('evt_2'), event(text))
    expect(told).toEqual(['connected', text])
    expect(asked).toEqual(['/v2/events?limit=1', '/v2/events?after=evt_1&limit=100', '/v2/events/evt_2'])
  })

  test('429 is obeyed, however long it asks to wait', async () => {
    const busy: Step = {
      status: 429,
      headers: { 'retry-after': '37' },
      json: { error: { code: 'rate_limited', message: 'Wait' } },
    }
    const { told, waits } = await arrivalsOf(
      2,
      list('evt_1'),
      busy,
      list('evt_2'),
      busy,
      event('{"id":"evt_2","type":"customer.created"}'),
    )
    expect([told[1], waits]).toEqual(['{"id":"evt_2","type":"customer.created"}', [37_000, 37_000]])
  })

  test('an empty log is no reason to begin anew: the first event comes', async () => {
    const { told, asked } = await arrivalsOf(
      2,
      list(),
      list(),
      list('evt_1'),
      event('{"id":"evt_1","type":"t"}'),
    )
    expect([told[1], asked.slice(0, 3)]).toEqual([
      '{"id":"evt_1","type":"t"}',
      ['/v2/events?limit=1', '/v2/events?limit=100', '/v2/events?limit=100'],
    ])
  })

  test('a refusal in the middle ends it', async () => {
    const refused = apiError(401, 'invalid_api_key', 'Revoked')
    await expect(arrivalsOf(3, list('evt_1'), refused)).rejects.toMatchObject({ kind: 'auth' })
  })

  test('trouble of the server passes', async () => {
    const trouble = apiError(500, 'internal_error')
    const { told } = await arrivalsOf(
      4,
      list('evt_1'),
      // Tried again at once, twice, before anybody is told.
      trouble,
      trouble,
      trouble,
      list('evt_2'),
      event('{"id":"evt_2","type":"t"}'),
    )
    expect(told).toEqual(['connected', 'lost', 'connected', '{"id":"evt_2","type":"t"}'])
  })
})
