import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serveSandbox } from '../../emulator/server/serve.ts'
import { type ConnectOptions, connectFrom } from '../../emulator/testing/connect-sandbox.ts'
import { contractRoutes } from '../../emulator/testing/contract-routes.ts'
import { Failure, type Sandbox } from '../../emulator/testing/index.ts'
import type { ServedSandbox } from '../../src/control/served-sandbox.ts'
import { registerSandbox } from '../../src/profiles/running-sandboxes.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { testNow } from '../world/sandbox.ts'

let served: ServedSandbox
let folder: ReturnType<typeof temporaryFolder>
const bugs: unknown[] = []
beforeEach(async () => {
  folder = temporaryFolder()
  served = await serveSandbox({
    port: 0,
    folder: folder.path,
    data: ':memory:',
    allowLiveKeys: false,
    version: '1.2.3',
    reportBug: error => bugs.push(error),
  })
})
afterEach(async () => {
  await served.close()
  folder[Symbol.dispose]()
  expect(bugs).toEqual([])
})

function register() {
  registerSandbox(join(folder.path, 'ideadunes', 'running'), {
    pid: process.pid,
    base_url: served.baseUrl,
    project: null,
    data: ':memory:',
    secret_key: served.keys.secret,
    control_token: served.controlToken,
    tenant: served.tenant,
    started_at: '2026-04-15T09:00:00.000Z',
  })
}

function connect(options: ConnectOptions = {}, env: Record<string, string> = {}): Promise<Sandbox> {
  const { path } = folder
  const place = { cwd: path, home: path, platform: 'linux', env: { XDG_STATE_HOME: path, ...env } }
  return connectFrom(options, place, contractRoutes)
}

describe('a sandbox that runs', () => {
  test('is found by itself, and is all that one of this process is', async () => {
    register()
    await using sandbox = await connect()
    expect([sandbox.baseUrl, sandbox.keys.secret]).toEqual([served.baseUrl, served.keys.secret])
    await using fork = await sandbox.fork()
    await fork.clock.freeze(testNow)
    const { data } = await fork.client.call('createBooking', {
      body: bodyAt('2026-04-20T05:00:00Z') as never,
    })
    expect((await fork.events.waitFor('booking.created')).data.object.id).toBe(data.id)
    expect(await fork.clock.advance({ until: 'next' })).toMatchObject([{ object_id: data.id }])
    const answer = await fork.fetch(`/v2/bookings/${data.id}`)
    expect([answer.status, await answer.json()]).toMatchObject([200, { id: data.id }])
    expect((await sandbox.fetch(`/v2/bookings/${data.id}`)).status).toBe(404)
    expect(await fork.requests.waitFor({ status: 201 })).toMatchObject({ path: '/v2/bookings' })
    await fork.tenants.setPlan('tnt_clinic', '1/1/1')
    const statuses = [await fork.fetch('/v2/tenant'), await fork.fetch('/v2/tenant')].map(
      ({ status }) => status,
    )
    expect(statuses).toEqual([200, 429])
  })

  test('waits for events over the network', async () => {
    register()
    await using sandbox = await connect()
    const coming = sandbox.events.waitFor('customer.created')
    await sandbox.client.call('createCustomer', { body: { name: 'Mina', email: 'a@example.com' } as never })
    expect((await coming).data.object.name).toBe('Mina')
  })

  test('runs on when the connection is closed; the forks of the connection end', async () => {
    register()
    const sandbox = await connect()
    const fork = await sandbox.fork({ name: 'mine' })
    await sandbox.close()
    await expect(fork.clock.now()).rejects.toMatchObject({ code: 'sandbox_closed' })
    await expect(connect({ sandbox: 'mine' })).rejects.toMatchObject({ code: 'not_found' })
    await using again = await connect()
    expect((await again.fetch('/v2/tenant')).status).toBe(200)
  })

  test('keeps a fork for an hour at most, unless told', async () => {
    register()
    await using sandbox = await connect()
    await sandbox.fork({ name: 'usual' })
    await sandbox.fork({ name: 'short', expires: '10m' })
    const answer = await sandbox.fetch('/_sandbox/sandboxes', {
      headers: { authorization: `Bearer ${sandbox.controlToken}` },
    })
    const { data } = (await answer.json()) as { data: { created_at: string; expires_at: string | null }[] }
    const minutes = data.map(({ created_at, expires_at }) =>
      expires_at === null ? null : Math.round((Date.parse(expires_at) - Date.parse(created_at)) / 60_000),
    )
    expect(minutes).toEqual([null, 60, 10])
  })

  test('is named by its address, with its token', async () => {
    await using given = await connect({ baseUrl: `${served.baseUrl}/v2`, controlToken: served.controlToken })
    expect((await given.fetch('/v2/tenant')).status).toBe(200)
    await using fromEnv = await connect(
      {},
      { IDEADUNES_BASE_URL: served.baseUrl, IDEADUNES_CONTROL_TOKEN: served.controlToken },
    )
    expect((await fromEnv.clock.view()).mode).toBe('real')
    register()
    await using found = await connect({ baseUrl: served.baseUrl })
    expect(found.controlToken).toBe(served.controlToken)
  })

  test('may be one of its forks, with keys made for it', async () => {
    register()
    await using sandbox = await connect()
    await using fork = await sandbox.fork({ name: 'f' })
    await fork.client.call('updateTenant', { body: { name: 'Forked' } })
    for (const connected of [
      await connect({ sandbox: 'f' }),
      await connect({}, { IDEADUNES_SANDBOX: 'f' }),
    ]) {
      expect((await connected.client.call('getTenant')).data.name).toBe('Forked')
      expect(connected.keys.secret).not.toBe(fork.keys.secret)
    }
  })

  test('gets new keys where its first ones were revoked', async () => {
    register()
    await using first = await connect()
    await first.keys.revoke(first.keys.secret)
    await using second = await connect()
    expect(second.keys.secret).not.toBe(first.keys.secret)
    expect(second.keys.publishable).toBe(first.keys.publishable)
    expect((await second.fetch('/v2/tenant')).status).toBe(200)
  })
})

describe('what stands in the way', () => {
  test('no sandbox', async () => {
    await expect(connect()).rejects.toMatchObject({ kind: 'unreachable', code: 'no_sandbox' })
    await expect(connect()).rejects.toBeInstanceOf(Failure)
  })

  test('no token, a wrong one, and nobody there', async () => {
    await expect(connect({ baseUrl: served.baseUrl })).rejects.toMatchObject({
      kind: 'auth',
      code: 'missing_control_token',
    })
    await expect(connect({ baseUrl: served.baseUrl, controlToken: 'ctl_wrong' })).rejects.toMatchObject({
      code: 'invalid_control_token',
    })
    await expect(connect({ baseUrl: 'http://127.0.0.1:1', controlToken: 'ctl' })).rejects.toMatchObject({
      code: 'unreachable',
    })
  })

  test('a sandbox that stops while somebody waits', async () => {
    register()
    await using sandbox = await connect()
    const waiting = sandbox.events.waitFor('booking.declined', { timeoutMs: 60_000 }).catch(error => error)
    await sandbox.fetch('/v2/tenant')
    await served.close()
    expect(await waiting).toMatchObject({ kind: 'unreachable' })
  })
})
