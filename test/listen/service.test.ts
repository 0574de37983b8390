import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { derivedSecret } from '../../src/webhooks/signing.ts'
import { type Receiver, startReceiver } from '../events/receiver.ts'
import { type AccountWorld, accountWorld, liveKey, testKey } from '../service/account-world.ts'
import { type RunningCommand, startCommand } from './world.ts'

let world: AccountWorld
let receiver: Receiver
let log: string[]
/** Answers 429 to the n-th request, counted from 1. */
let busyAt: (nth: number) => boolean
const waits: number[] = []
const running: RunningCommand[] = []

beforeEach(async () => {
  ;[world, receiver] = await Promise.all([accountWorld(), startReceiver()])
  log = ['evt_1']
  busyAt = () => false
  waits.length = 0
  world.service.answer = ({ url }, nth) => {
    const { pathname, searchParams } = new URL(url, 'https://a')
    if (busyAt(nth))
      return {
        status: 429,
        headers: { 'retry-after': '3' },
        json: { error: { code: 'rate_limited', message: 'Slow' } },
      }
    if (pathname === '/v2/tenant') return undefined
    const eventOf = (id: string) => ({
      id,
      type: 'customer.created',
      created_at: '2026-04-15T09:42:11Z',
      tenant_id: 't',
      data: { object: { id } },
    })
    if (pathname !== '/v2/events') return { status: 200, json: eventOf(pathname.split('/').at(-1) ?? '') }
    const after = searchParams.get('after')
    const ids = after === null ? log.toReversed().slice(0, 1) : log.slice(log.indexOf(after) + 1)
    return {
      status: 200,
      json: { data: ids.map(eventOf), has_more: false, next_cursor: null, prev_cursor: null },
    }
  }
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(command => command.stop()))
  await Promise.all([world[Symbol.asyncDispose](), receiver.close()])
})

async function listen(...argv: string[]): Promise<RunningCommand> {
  const command = startCommand(['listen', '--forward-to', receiver.url, ...argv], {
    env: world.env,
    context: {
      place: { cwd: world.project, home: world.folder, platform: 'linux', env: world.env },
      wire: world.service.wire,
      openKeyring: async () => ({
        get: async item => world.keyring?.get(item) ?? null,
        set: async () => undefined,
        remove: async () => undefined,
      }),
      sleep: async ms => {
        waits.push(ms)
        await new Promise(done => setTimeout(done, 2))
      },
    },
  })
  running.push(command)
  await command.until(() => command.stderr().includes('Signed with'))
  return command
}

const got = () => receiver.received.map(({ body }) => JSON.parse(body).id)

describe.each([
  ['live', liveKey],
  ['hosted', testKey],
] as const)('listen to %s with a stored key', (name, key) => {
  test('asks for what is new, and signs with a secret of the key that stays', async () => {
    await world.login(key)
    const command = await listen('--exit-after', '2')
    log.push('evt_2', 'evt_3')
    expect(await command.ended).toMatchObject({ code: 0 })
    expect(got()).toEqual(['evt_2', 'evt_3'])
    expect(command.stderr()).toContain(`Signed with ${derivedSecret(key, 'listen')}`)
    expect(new Set(world.service[name].seen.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Bearer ${key}`]),
    )
  })

  test('waits as long as 429 asks to, and loses nothing', async () => {
    await world.login(key)
    const command = await listen('--exit-after', '2')
    busyAt = nth => nth % 3 === 0
    log.push('evt_2', 'evt_3')
    await command.ended
    expect(got()).toEqual(['evt_2', 'evt_3'])
    expect(waits).toContain(3_000)
  })

  test('goes on where the run before ended, or now if told', async () => {
    await world.login(key)
    const first = await listen('--once')
    log.push('evt_2', 'evt_3')
    await first.ended
    log.push('evt_4')
    const second = await listen('--exit-after', '2')
    await second.ended
    expect(got()).toEqual(['evt_2', 'evt_3', 'evt_4'])
    expect(second.stderr()).toContain('Going on after evt_2, where the last run ended')
    log.push('evt_5')
    const third = await listen('--replay-since', 'now', '--once')
    log.push('evt_6')
    await third.ended
    expect(got().at(-1)).toBe('evt_6')
    // Of nothing that came while nobody listened: the place of a run in which nothing happened is kept too.
    await (await listen()).stop()
    log.push('evt_7')
    await (await listen('--once')).ended
    expect(got().at(-1)).toBe('evt_7')
  })

  test('of another tenant has a place of its own', async () => {
    await world.login(key)
    const first = await listen('--once')
    log.push('evt_2')
    await first.ended
    const other = await listen('--tenant', 'tnt_other', '--once')
    expect(other.stderr()).not.toContain('Going on after')
    log.push('evt_3')
    await other.ended
    expect(got()).toEqual(['evt_2', 'evt_3'])
  })
})

test('a local sandbox that runs is listened to by its URL, whatever key is kept', async () => {
  await world.login(liveKey)
  const sandbox = await world.startSandbox()
  const { code } = await world.run(['listen', '--forward-to', '3999', '--base-url', sandbox.baseUrl])
  expect([code, world.service.live.seen.length]).not.toEqual([0, 0])
  expect(world.service.live.seen.map(({ url }) => url)).toEqual(['/v2/tenant'])
})
