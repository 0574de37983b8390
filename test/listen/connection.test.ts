import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { streamedArrivals } from '../../commands/listen/source-stream.ts'
import { createControlClient } from '../../src/client/control-client.ts'
import { listRunningSandboxes, registryFolder } from '../../src/profiles/running-sandboxes.ts'
import { scriptedApi } from '../client/scripted-api.ts'
import { type Receiver, startReceiver } from '../events/receiver.ts'
import { cuttableProxy } from './cuttable-proxy.ts'
import { type ListenWorld, listenWorld, type RunningCommand, startListen } from './world.ts'

let world: ListenWorld
let receiver: Receiver
const running: RunningCommand[] = []

beforeEach(async () => {
  ;[world, receiver] = await Promise.all([listenWorld({ keeps: true }), startReceiver()])
})
afterEach(async () => {
  await Promise.all(running.splice(0).map(command => command.stop()))
  await Promise.all([world.close(), receiver.close()])
})

async function listen(...argv: string[]): Promise<RunningCommand> {
  const command = await startListen(world, ['--forward-to', receiver.url, ...argv])
  running.push(command)
  return command
}

const names = () => receiver.received.map(({ body }) => JSON.parse(body).data.object.name)

test('goes on after a restart of the sandbox, which has another token then, and repeats nothing', async () => {
  const command = await listen()
  await world.addCustomer('a')
  await command.until(() => command.lines().length === 1)
  await world.stop()
  await command.until(() => command.stderr().includes('Lost the connection'))
  await world.start()
  await command.until(() => command.stderr().includes('Connected again. Nothing happened meanwhile.'))
  await world.addCustomer('b')
  await command.until(() => command.lines().length === 2)
  expect(names()).toEqual(['a', 'b'])
})

test('what happens before anybody has connected again comes too, also when no event came before', async () => {
  const command = await listen()
  await world.stop()
  await command.until(() => command.stderr().includes('Lost the connection'))
  await world.start()
  await world.addCustomer('early')
  await command.until(() => command.lines().length === 1)
  expect([names(), command.stderr()]).toEqual([['early'], expect.stringContaining('Connected again.')])
})

test('goes on when the connection is cut, as after a sleep, and says how much happened meanwhile', async () => {
  const proxy = await cuttableProxy(world.baseUrl)
  const token = controlToken()
  const command = await startListen(
    world,
    ['--forward-to', receiver.url, '--base-url', proxy.baseUrl, '--control-token', token],
    { env: { XDG_STATE_HOME: '/nonexistent' } },
  )
  running.push(command)
  await world.addCustomer('a')
  await command.until(() => command.lines().length === 1)
  proxy.cut()
  await command.until(() => command.stderr().includes('Lost the connection'))
  await world.addCustomer('b')
  await world.addCustomer('c')
  proxy.mend()
  await command.until(() => command.lines().length === 3)
  expect(command.stderr()).toContain('Connected again. 2 events meanwhile:')
  expect(names()).toEqual(['a', 'b', 'c'])
  await command.stop()
  await proxy.close()
})

test('says that a reset happened, and goes on with what happens afterwards', async () => {
  const command = await listen()
  await world.addCustomer('a')
  await command.until(() => command.lines().length === 1)
  await world.control('POST', '/reset')
  await command.until(() => command.stderr().includes('All data was replaced'))
  await world.addCustomer('b')
  await command.until(() => command.lines().length === 2)
  expect(names()).toEqual(['a', 'b'])
})

test('says that the last event is gone when the data is other data after a restart', async () => {
  await world.close()
  world = await listenWorld()
  const command = await listen()
  await world.addCustomer('a')
  await command.until(() => command.lines().length === 1)
  await world.stop()
  await world.start()
  await command.until(() => command.stderr().includes('the last event that came is not there any more'))
  await world.addCustomer('b')
  await command.until(() => command.lines().length === 2)
  expect(names()).toEqual(['a', 'b'])
})

test('ends with its fork, as a failure', async () => {
  await world.control('POST', '/forks', { name: 'mine' })
  const command = await listen('--sandbox', 'mine')
  expect(command.stderr()).toMatch(/\(fork_\w+, all tenants\)/)
  await world.control('DELETE', '/forks/mine')
  const { code, stderr } = await command.ended
  expect([code, stderr]).toEqual([3, expect.stringContaining('There is no sandbox mine here')])
})

test('a connection that is silent for too long is given up, and made again', async () => {
  const seen: (string | undefined)[] = []
  const silent = createServer(({ url }, response) => {
    seen.push(url)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('event: hello\ndata: {"sandbox":"main","begins":"now","waiting":0,"after":"evt_1"}\n\n')
  })
  await new Promise<void>(done => silent.listen(0, '127.0.0.1', done))
  const baseUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
  const stop = new AbortController()
  const { signal } = stop
  const client = createControlClient({ baseUrl, token: 'ctl_1', userAgent: 'test', signal })
  const told: string[] = []
  const arrivals = streamedArrivals({
    locate: () => client,
    tokenMayChange: true,
    beginning: {},
    signal,
    silenceMs: 30,
    sleep: async () => undefined,
  })
  for await (const arrival of arrivals) {
    told.push(arrival.kind === 'lost' ? arrival.why : arrival.kind)
    if (told.length === 3) stop.abort()
  }
  expect(told).toEqual(['connected', `${baseUrl} was silent for 0.03 s`, 'connected'])
  expect(seen).toEqual(['/_sandbox/events/stream', '/_sandbox/events/stream?after=evt_1'])
  silent.closeAllConnections()
  await new Promise(done => silent.close(done))
})

test('waits longer and longer between its tries, up to ten seconds', async () => {
  const waits: number[] = []
  const stop = new AbortController()
  await using api = await scriptedApi(
    {
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      text: 'event: hello\ndata: {"sandbox":"main","begins":"now","waiting":0,"after":"evt_1"}\n\n',
    },
    'hang up',
  )
  const { signal } = stop
  const client = createControlClient({ baseUrl: api.baseUrl, token: 'ctl_1', userAgent: 'test', signal })
  const arrivals = streamedArrivals({
    locate: () => client,
    tokenMayChange: true,
    beginning: {},
    signal,
    sleep: async ms => {
      waits.push(ms)
      if (waits.length === 7) stop.abort()
    },
  })
  for await (const _ of arrivals);
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
})

/** The token as the registry has it. */
function controlToken(): string {
  const [entry] = listRunningSandboxes(registryFolder(join(world.env.XDG_STATE_HOME ?? '', 'ideadunes')))
  return entry?.control_token ?? ''
}
