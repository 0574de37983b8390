import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lostEvents } from '../../commands/webhooks/lost-events.ts'
import { type RunOptions, runCli, temporaryFolder } from '../commands/run-cli.ts'
import { type Receiver, startReceiver } from '../events/receiver.ts'
import { type ListenWorld, listenWorld } from './world.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.close())

const run = (argv: readonly string[], options: RunOptions = {}) =>
  runCli(argv, { ...options, context: { now: () => new Date(), ...options.context } })

describe('webhooks send', () => {
  const send = (argv: readonly string[], options: RunOptions = {}) =>
    run(['webhooks', 'send', '--to', receiver.url, '--secret', secret, ...argv], options)
  const received = () => {
    const [request] = receiver.received
    if (request === undefined) throw new Error('nothing came')
    const { 'webhook-id': id = '', 'webhook-timestamp': at, 'webhook-signature': signature } = request.headers
    // Not `verify`, which wants JSON.
    const signed = new StandardWebhook(secret).sign(String(id), new Date(Number(at) * 1_000), request.body)
    expect(signature).toBe(signed)
    return request
  }

  test('posts a sample of a type, as its schema has it', async () => {
    const { code, stdout } = await send(['--type', 'booking.rescheduled', '--json'])
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { type: 'booking.rescheduled', status: 204 }])
    const { body, headers } = received()
    const event = JSON.parse(body)
    expect(event).toMatchObject({
      id: headers['webhook-id'],
      request_id: null,
      data: { object: { id: 'bk_example_01' }, previous_attributes: {} },
    })
    expect(event.tenant_id).toBe(event.data.object.tenant_id)
  })

  test('changes members of the sample', async () => {
    await send(['--type', 'booking.cancelled', '--data', '{"id":"bk_1","notes":"mine"}'])
    expect(JSON.parse(received().body).data.object).toMatchObject({
      id: 'bk_1',
      notes: 'mine',
      customer_id: 'cust_example_01',
    })
  })

  test.each([
    ['text', '{ "a": "\\/é" }\n', undefined],
    ['an id of its own', '{"id":"evt_mine","type":"t"}', 'evt_mine'],
    ['no JSON', 'a=1&b=2', undefined],
    ['an id that is no header', '{"id":"a\\nb"}', undefined],
  ])('posts any body byte for byte: %s', async (_, body, id) => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'body.json')
    writeFileSync(file, body)
    await send(['--data', `@${file}`])
    const seen = received()
    expect([seen.body, seen.headers['webhook-id']]).toEqual([
      body,
      id ?? expect.stringMatching(/^evt_[0-9a-f]{32}$/),
    ])
  })

  test('reads the body from stdin', async () => {
    await send(['--data', '-'], { stdin: '{"a":1}' })
    expect(received().body).toBe('{"a":1}')
  })

  test('tells when it was not taken', async () => {
    receiver.answer(response => response.writeHead(401).end('bad signature'))
    const { code, stderr } = await send(['--type', 'booking.created'])
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/^bad signature\nError: .* did not take it: answered 401/),
    ])
  })

  test.each([
    [['webhooks', 'send'], '`webhooks send` needs --to and --type or --data'],
    [
      ['webhooks', 'send', '--to', '1', '--type', 'booking.craeted', '--secret', secret],
      'Did you mean booking.created?',
    ],
    [
      ['webhooks', 'send', '--to', '1', '--type', 'booking.created', '--data', '[1]', '--secret', secret],
      'must be a JSON object',
    ],
    [['webhooks', 'send', '--to', '1', '--data', '@/nowhere', '--secret', secret], 'Cannot read /nowhere'],
    [['webhooks', 'send', '--to', '1', '--data', 'x'], 'There is no secret to sign with'],
  ])('%j is a usage error', async (argv, text) => {
    expect(await run(argv)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(text) })
  })
})

describe('webhooks deliveries recover', () => {
  let world: ListenWorld
  beforeEach(async () => {
    world = await listenWorld()
  })
  afterEach(() => world.close())

  const recover = (...argv: string[]) =>
    run(['webhooks', 'deliveries', 'recover', ...argv], { env: world.env })
  const settle = () => world.control('POST', '/clock/advance', { by_seconds: 0 })

  test('delivers again what no attempt since then has brought, oldest first', async () => {
    const body = { url: receiver.url, events: ['customer.*'] }
    const { id } = (await (await world.send('POST', '/v2/webhooks', body)).json()) as { id: string }
    // A frozen clock makes no retries by itself.
    await world.control('POST', '/clock/freeze', {})
    const fail = (name: string, status: number) => {
      receiver.answer(status)
      return world.addCustomer(name).then(settle)
    }
    await fail('too early', 500)
    await world.control('POST', '/clock/advance', { by_seconds: 4 })
    await world.send('PATCH', `/v2/webhooks/${id}`, { status: 'disabled' })
    await world.send('PATCH', `/v2/webhooks/${id}`, { status: 'enabled' })
    await world.control('POST', '/clock/advance', { by_seconds: 3_600 })
    await fail('a', 500)
    await fail('taken', 204)
    await fail('b', 410)
    receiver.answer(204)
    receiver.received.splice(0)
    const dry = await recover(id, '--since', '30m', '--dry-run', '--json')
    expect(JSON.parse(dry.stdout)).toMatchObject({ webhook_id: id, dry_run: true })
    expect(JSON.parse(dry.stdout).data.map((one: { delivery_id: unknown }) => one.delivery_id)).toEqual([
      null,
      null,
    ])
    const { stdout, stderr, code } = await recover(id, '--since', '30m')
    expect([code, stderr]).toEqual([0, expect.stringContaining('2 events delivered again since ')])
    expect(stdout.trimEnd().split('\n')).toHaveLength(2)
    await settle()
    expect(receiver.received.map(({ body: text }) => JSON.parse(text).data.object.name)).toEqual(['a', 'b'])
    expect((await recover(id, '--since', '30m')).stderr).toContain('Nothing was lost since')
  })

  test.each([
    [['wh_example_01'], 2, 'needs --since'],
    [['wh_example_01', '--since', 'yesterday'], 2, '--since must be a time'],
    [['wh_gone', '--since', '2h'], 3, 'wh_gone'],
  ])('%j is told', async (argv, code, text) => {
    expect(await recover(...argv)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(text) })
  })
})

test('lost is what nobody took and what waits for no other attempt', () => {
  const attempt = (id: string, event_id: string, status: string) => ({ id, event_id, status, created_at: '' })
  const newestFirst = [
    attempt('6', 'evt_b', 'failed'),
    attempt('5', 'evt_waiting', 'pending'),
    attempt('4', 'evt_a', 'abandoned'),
    attempt('3', 'evt_waiting', 'failed'),
    attempt('2', 'evt_a', 'failed'),
    attempt('1', 'evt_taken', 'succeeded'),
    attempt('0', 'evt_taken', 'failed'),
    attempt('-', 'evt_sample_1', 'failed'),
  ]
  expect(lostEvents(newestFirst).map(({ id }) => id)).toEqual(['4', '6'])
})
