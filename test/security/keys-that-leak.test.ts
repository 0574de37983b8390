import { describe, expect, test } from 'vitest'
import { commandIds, commandOf } from '../../commands/main/catalogue.ts'
import { buildCommandIndex } from '../../src/contract/commands/command-index.ts'
import { operations } from '../../src/contract/index.ts'
import type { RunOptions } from '../commands/run-cli.ts'
import { type AccountWorld, accountWorld, liveKey, testKey } from '../service/account-world.ts'

const contract = { index: () => buildCommandIndex(operations) }
const ids = commandIds(contract)

/** What a command cannot do without, as far as it is not made up here. */
const needed: Readonly<Record<string, readonly string[]>> = {
  api: ['POST', '/v2/bookings', '-f', 'a=b', '--include', '--live', '--yes'],
  'config:get': ['key', '--show-origin'],
  'config:list': ['--show-origin'],
  'config:set': ['tenant', 'tnt_a'],
  'keys:use': ['live'],
  'keys:remove': ['test'],
  listen: ['--forward-to', '3999'],
  login: ['--profile', 'again'],
  // Asked for on a terminal otherwise, and what is typed there is shown.
  'resources:working-hours:set': ['x_1', '--weekly', '[]', '--live', '--yes'],
  'schedule:optimizations:start': ['--range', '2026-04-20..2026-04-21', '--live', '--yes'],
  'schedule:validate': ['--range', '2026-04-20..2026-04-21', '--live', '--yes'],
  use: ['main'],
  'webhooks:send': ['--to', '3999', '--type', 'booking.created'],
}

/** Words with which a command gets as far as it can. */
async function argvOf(id: string): Promise<readonly string[]> {
  const command = await commandOf(id, contract)
  const words = id.split(':')
  if (needed[id] !== undefined) return [...words, ...needed[id]]
  const args = (command?.args ?? []).map(() => 'x_1')
  const flags = Object.entries(command?.flags ?? {}).flatMap(([name, { kind, required, options }]) => {
    if (name === 'live' || name === 'yes' || name === 'verbose') return [`--${name}`]
    if (required !== true) return []
    const value =
      options?.[0] ?? { integer: '1', number: '1', json: '[]' }[kind as string] ?? '2026-04-20T05:00:00Z'
    return [`--${name}`, value]
  })
  return [...words, ...args, ...flags]
}

/** Everything that a run shows and leaves behind; what waits is ended when `isOver`, or after a quarter of a second. */
async function traceOf(
  world: AccountWorld,
  argv: readonly string[],
  options: RunOptions,
  isOver: (afterMs: number) => boolean = afterMs => afterMs > 250,
) {
  const stop = new AbortController()
  const fromMs = performance.now()
  const timer = setInterval(() => isOver(performance.now() - fromMs) && stop.abort('SIGTERM'), 20)
  const context = {
    signal: stop.signal,
    interrupted: stop.signal,
    // What waits would wait without end here.
    sleep: (ms: number) => new Promise<void>(done => setTimeout(done, Math.min(ms, 20))),
    serveSandbox: async () => Promise.reject(new Error('no sandbox is started here')),
  }
  const { stdout, stderr } = await world.run(argv, { ...options, context })
  clearInterval(timer)
  const files = Object.entries(world.files()).filter(([path]) => !path.endsWith('/keys.json'))
  return [stdout, stderr, ...files.flat()].join('\n')
}

/** A service that says the key again in whatever it answers. */
function echoing(world: AccountWorld): void {
  world.service.answer = ({ headers, url }, nth) => {
    const said = `${headers.authorization} may not ${url}`
    if (nth % 2 === 0)
      return { status: 401, text: said, headers: { 'content-type': 'text/html', location: said } }
    const details = { fields: [{ path: '/a', message: said }], key: said }
    return { status: 422, json: { error: { code: 'validation_failed', message: said, details } } }
  }
}

const debug = { DEBUG: 'ideadunes' }
const withKey = { ...debug, IDEADUNES_API_KEY: liveKey }

const ofKeys = /^(?:api|bookings:list|keys:.*|config:.*|log(?:in|out)|whoami|use|listen)$/

describe.each([
  ['the keyring', true, ids],
  ['the file', false, ids.filter(id => ofKeys.test(id))],
] as const)('a key in %s is in no stream and no other file', (_, hasKeyring, commands) => {
  test.each(commands)('%s', async id => {
    await using world = await accountWorld({ hasKeyring })
    await world.login(liveKey)
    await world.run(['keys', 'add', 'test'], { stdin: testKey })
    const argv = await argvOf(id)
    const traces = [await traceOf(world, argv, { env: debug, stdin: testKey })]
    echoing(world)
    traces.push(await traceOf(world, [...argv, '--json'], { env: debug, stdin: testKey }))
    traces.push(await traceOf(world, argv, { env: withKey, stdin: testKey, tty: true }))
    traces.push(await traceOf(world, [...argv, liveKey, `--${testKey}`], { env: withKey }))
    traces.push(await traceOf(world, [...argv, '--api-key', liveKey], { env: debug }))
    traces.push(await traceOf(world, [...argv, '--help'], { env: withKey }))
    for (const trace of traces) {
      expect(trace).not.toContain(liveKey)
      expect(trace).not.toContain(testKey)
    }
    // They were there to be found.
    const kept = hasKeyring ? [...(world.keyring?.values() ?? [])] : Object.values(world.files())
    if (!['keys:remove', 'logout'].includes(id)) expect(kept.join()).toContain(liveKey)
  })
})

test('the walk reaches the service with the key, or it would find nothing', async () => {
  await using world = await accountWorld()
  await world.login(liveKey)
  echoing(world)
  for (const id of ['bookings:list', 'bookings:confirm', 'api', 'listen', 'webhooks:deliveries:recover']) {
    const before = world.service.live.seen.length
    const isSeen = () => world.service.live.seen.length > before
    await traceOf(world, await argvOf(id), { env: debug }, isSeen)
    expect(isSeen(), id).toBe(true)
  }
  expect(world.service.live.seen.at(-1)?.headers.authorization).toBe(`Bearer ${liveKey}`)
})
