import { expect, test } from 'vitest'
import { addDefaultKeys, defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { createKeyRing } from '../../emulator/fleet/key-ring.ts'
import { openSandbox } from '../../emulator/seed/open-sandbox.ts'
import { buildServer } from '../../emulator/server/build-server.ts'
import { openMemoryStore } from '../../emulator/store/sqlite/open.ts'
import { handTurnedTime, wallClock } from '../world/real-time.ts'
import { forkSandbox, requestsTo, type TestSandbox, testNow } from '../world/sandbox.ts'

async function limited(per_second: number, per_minute = 100, per_day = 1000): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  const limits = JSON.stringify({ per_second, per_minute, per_day })
  await sandbox.sandbox.store.write(trx => trx.updateTable('tenants').set({ limits, plan: 'solo' }).execute())
  return sandbox
}

const get = (sandbox: TestSandbox) => sandbox.send('GET', '/v2/bookings?limit=1')

test('the headers count down the tightest window, then tell how long to wait', async () => {
  const sandbox = await limited(2)
  const seen = []
  for (let i = 0; i < 5; i++) {
    const { status, headers } = await get(sandbox)
    seen.push([status, headers['x-rate-limit-remaining'], headers.ratelimit, headers['retry-after']])
  }
  expect(seen).toEqual([
    [200, '3', '"second";r=3;t=0', undefined],
    [200, '2', '"second";r=2;t=0', undefined],
    [200, '1', '"second";r=1;t=0', undefined],
    [200, '0', '"second";r=0;t=1', undefined],
    [429, '0', '"second";r=0;t=1', '1'],
  ])
})

test('the policy header lists every window', async () => {
  const { headers } = await get(await forkSandbox())
  expect(headers['ratelimit-policy']).toBe(
    '"second";q=5000;w=2, "minute";q=150000;w=60, "day";q=10000000;w=86400',
  )
})

test('a refusal says which window is full, of which plan, and when to come back', async () => {
  const sandbox = await limited(50, 3)
  for (let i = 0; i < 3; i++) expect((await get(sandbox)).status).toBe(200)
  const refused = await get(sandbox)
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '20'])
  expect(refused.json.error).toMatchObject({
    code: 'rate_limited',
    message: 'Too many requests for the plan solo in one minute; try again in 20 s',
    details: { window: 'minute' },
  })
  const later = async (seconds: number) => {
    sandbox.clock.set(sandbox.clock.now() + seconds * 1000)
    return (await get(sandbox)).status
  }
  expect([await later(19), await later(1), await later(0)]).toEqual([429, 200, 429])
})

test('what is refused for its shape has spent a request, what is refused by the limit has not', async () => {
  const sandbox = await limited(1)
  await sandbox.send('GET', '/v2/bookings?limit=0')
  await get(sandbox)
  for (let i = 0; i < 10; i++) expect((await get(sandbox)).status).toBe(429)
  sandbox.clock.set(sandbox.clock.now() + 1000)
  expect((await get(sandbox)).status).toBe(200)
})

test('neither a frozen clock nor one that is set back locks a tenant out', async () => {
  const steady = handTurnedTime(0)
  const real = { wall: () => Date.parse(testNow), steady: steady.now }
  const { sandbox } = await openSandbox(await openMemoryStore(), real)
  sandbox.clock.freeze()
  const limits = JSON.stringify({ per_second: 1, per_minute: 100, per_day: 1000 })
  await sandbox.store.write(trx => trx.updateTable('tenants').set({ limits }).execute())
  const keyRing = createKeyRing({ allowLiveKeys: false })
  addDefaultKeys(keyRing, sandbox)
  const app = buildServer({ keyRing, clock: wallClock, seed: 'limit', version: '0', reportBug: () => {} })
  const { send } = requestsTo(app, sandbox, defaultKeys)
  const status = async () => (await send('GET', '/v2/bookings')).status
  expect([await status(), await status(), await status()]).toEqual([200, 200, 429])
  sandbox.clock.moveTo(Date.parse('1999-01-01T00:00:00Z'))
  expect(await status()).toBe(429)
  steady.set(1000)
  expect(await status()).toBe(200)
})
