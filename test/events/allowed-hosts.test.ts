import { describe, expect, test } from 'vitest'
import type { LookUp } from '../../src/webhooks/allowed-hosts.ts'
import { webhookWorld } from './webhook-world.ts'

const thisMachine = [
  'http://localhost:3000/hook',
  'https://LOCALHOST/hook',
  'http://localhost./hook',
  'http://shop.localhost:3000/hook',
  'http://127.0.0.1/hook',
  'http://127.8.9.10:1/hook',
  'http://127.1/hook',
  'http://2130706433/hook',
  'http://0x7f.0.0.1/hook',
  'http://[::1]:3000/hook',
  'http://[0:0:0:0:0:0:0:1]/hook',
  'http://[::ffff:127.0.0.1]/hook',
  'http://[::ffff:7f00:1]/hook',
  'http://0.0.0.0:3000/hook',
  'http://0/hook',
  'http://[::]/hook',
]

const elsewhere = [
  'http://example.com/hook',
  'https://hooks.example.com:8443/hook',
  'http://10.0.0.7/hook',
  'http://192.168.1.7/hook',
  'http://169.254.169.254/latest/meta-data',
  'http://128.0.0.1/hook',
  'http://[fe80::1]/hook',
  'http://[::ffff:10.0.0.7]/hook',
  'http://localhost.example.com/hook',
  'http://notlocalhost/hook',
  'http://127.0.0.1.example.com/hook',
]

async function create(url: string, webhooksTo?: 'any' | readonly string[]) {
  await using world = await webhookWorld(webhooksTo === undefined ? {} : { webhooksTo })
  const body = { url, events: ['*'] }
  const answer = await world.sandbox.send('POST', '/v2/webhooks', { body })
  return { status: answer.status, faults: answer.json?.error?.details?.fields ?? [] }
}

describe('an endpoint may be made', () => {
  test.each(thisMachine)('on this machine: %s', async url => {
    expect(await create(url)).toEqual({ status: 201, faults: [] })
  })

  test.each(elsewhere)('not elsewhere: %s', async url => {
    const { status, faults } = await create(url)
    expect([status, faults]).toMatchObject([422, [{ path: '/url', code: 'host_not_allowed' }]])
    expect(faults[0].message).toContain(`--webhooks-to ${new URL(url).hostname}`)
  })

  test.each([
    ['http://example.com/hook', ['example.com'], 201],
    ['http://EXAMPLE.com./hook', ['example.com'], 201],
    ['http://localhost/hook', ['example.com'], 201],
    ['http://other.example.com/hook', ['example.com'], 422],
    ['http://192.168.1.7:81/hook', ['192.168.1.7'], 201],
    ['http://[fd00::7]/hook', ['fd00::7'], 201],
    ['http://anything.example/hook', 'any', 201],
  ] as const)('%s where %j is allowed: %i', async (url, allowed, status) => {
    expect((await create(url, allowed)).status).toBe(status)
  })

  test.each([
    ['http://user:password@localhost/hook', 'credentials'],
    ['http://localhost:99999/hook', 'invalid_url'],
    ['http:///', 'invalid_url'],
    ['ftp://localhost/hook', 'invalid_format'],
    ['localhost:3000', 'invalid_format'],
  ])('never at %s', async (url, code) => {
    expect(await create(url)).toMatchObject({ status: 422, faults: [{ path: '/url', code }] })
  })

  test('and what may not be made may not be changed to', async () => {
    await using world = await webhookWorld()
    const { id } = await world.listen()
    const answer = await world.sandbox.send('PATCH', `/v2/webhooks/${id}`, {
      body: { url: 'http://10.0.0.7/' },
    })
    expect([answer.status, answer.json.error.details.fields[0].code]).toEqual([422, 'host_not_allowed'])
    expect(await world.webhook(id)).toMatchObject({ url: world.receiver.url })
  })
})

/** A resolver that knows these names and no others. */
function namesOf(known: Record<string, readonly string[]>): LookUp {
  return (hostname, _options, callback) => {
    const addresses = known[hostname]
    if (addresses === undefined) {
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), [])
      return
    }
    callback(
      null,
      addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
}

describe('an attempt is made', () => {
  async function attempt(
    hostname: string,
    known: Record<string, readonly string[]>,
    webhooksTo: 'loopback' | 'any' | readonly string[] = 'loopback',
  ) {
    await using world = await webhookWorld({
      webhooksTo,
      webhooks: { profile: 'none', sending: { lookUp: namesOf(known), timeoutMs: 2_000 } },
    })
    const { port } = new URL(world.receiver.url)
    const { id } = await world.listen({ url: `http://${hostname}:${port}/hook` })
    await world.addCustomer()
    await world.settle()
    const [made] = await world.deliveries(id)
    return { status: made?.status, error: made?.error, received: world.receiver.received.length }
  }

  test.each([
    ['localhost', { localhost: ['127.0.0.1'] }],
    ['localhost', { localhost: ['::1', '127.0.0.1'] }],
    ['shop.localhost', { 'shop.localhost': ['127.0.0.1'] }],
    // The resolver does not know it, and everybody knows what it means.
    ['shop.localhost', {}],
    ['127.0.0.1', {}],
    ['[::ffff:127.0.0.1]', {}],
    // Some of its addresses are here: those are taken.
    ['localhost', { localhost: ['10.0.0.7', '127.0.0.1'] }],
  ])('to %s that is %j', async (hostname, known) => {
    expect(await attempt(hostname, known)).toEqual({ status: 'succeeded', error: null, received: 1 })
  })

  test.each([
    ['localhost', { localhost: ['10.0.0.7'] }],
    ['localhost', { localhost: ['169.254.169.254', 'fe80::1'] }],
    ['rebound.localhost', { 'rebound.localhost': ['192.168.1.7'] }],
  ])('never to %s once it is %j', async (hostname, known) => {
    expect(await attempt(hostname, known)).toEqual({
      status: 'failed',
      error: `${hostname} does not lead to this machine`,
      received: 0,
    })
  })

  test('to a name that was allowed, wherever it leads', async () => {
    const known = { 'hooks.example.com': ['127.0.0.1'] }
    expect(await attempt('hooks.example.com', known, ['hooks.example.com'])).toMatchObject({ received: 1 })
    expect(
      await attempt('Hooks.Example.com.', { 'hooks.example.com.': ['127.0.0.1'] }, ['hooks.example.com']),
    ).toMatchObject({ received: 1 })
    expect(await attempt('hooks.example.com', known, 'any')).toMatchObject({ received: 1 })
  })

  test('never to an endpoint that was made while more was allowed', async () => {
    await using world = await webhookWorld({ webhooks: { profile: 'none' } })
    const { id } = await world.listen()
    await world.sandbox.sandbox.store.write(trx =>
      trx.updateTable('webhooks').set({ url: 'http://10.0.0.7/hook' }).where('id', '=', id).execute(),
    )
    await world.addCustomer()
    await world.settle()
    expect(await world.deliveries(id)).toMatchObject([
      { status: 'failed', error: '10.0.0.7 is not this machine' },
    ])
  })
})
