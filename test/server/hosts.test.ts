import { request } from 'node:http'
import { type ListenOptions, Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { serveSandbox } from '../../emulator/server/serve.ts'
import type { ServedSandbox, ServeOptions } from '../../src/control/served-sandbox.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

let folder: ReturnType<typeof temporaryFolder>
let served: ServedSandbox | undefined
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(async () => {
  await served?.close()
  served = undefined
  folder[Symbol.dispose]()
})

const serve = async (options: Partial<ServeOptions>) => {
  served = await serveSandbox({
    data: ':memory:',
    folder: folder.path,
    port: 0,
    allowLiveKeys: false,
    version: '1.2.3',
    reportBug: error => {
      throw error
    },
    ...options,
  })
  return served
}

/** What a client gets that calls the sandbox by this name. */
const statusBy = ({ port }: ServedSandbox, host: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const headers = { host: host.replace('PORT', String(port)) }
    request({ host: '127.0.0.1', port, path: '/_sandbox/health', headers, agent: false }, answer =>
      resolve(answer.resume().statusCode),
    )
      .once('error', reject)
      .end()
  })

const names = [
  'host.docker.internal:PORT',
  'HOST.docker.internal',
  'host.docker.internal.:PORT',
  'api:PORT',
  'my_service',
]
const addresses = ['172.17.0.1:PORT', '192.168.1.7', '[fd00::7]:PORT', '0.0.0.0:PORT']
const own = [
  'localhost:PORT',
  'localhost.',
  'localhost.:PORT',
  '127.0.0.1:PORT',
  '[::1]:PORT',
  'shop.localhost',
]
const others = [
  'evil.example',
  'docker.internal',
  'a.host.docker.internal',
  'api.evil.example',
  'evil.example:PORT@api',
  'api/',
]

describe('a sandbox of this machine alone', () => {
  test('answers to its own names', async () => {
    const sandbox = await serve({})
    for (const host of own) expect([host, await statusBy(sandbox, host)]).toEqual([host, 200])
    for (const host of [...names, ...addresses, ...others])
      expect([host, await statusBy(sandbox, host)]).toEqual([host, 403])
  })

  test('answers to names that were allowed, and to no others', async () => {
    const sandbox = await serve({ allowHosts: ['host.docker.internal', 'api', 'my_service'] })
    for (const host of [...own, ...names]) expect([host, await statusBy(sandbox, host)]).toEqual([host, 200])
    for (const host of [...addresses, ...others])
      expect([host, await statusBy(sandbox, host)]).toEqual([host, 403])
  })
})

describe('a sandbox that listens for others', () => {
  /** Where servers ask to listen. They listen on 127.0.0.1 alone: a test opens this machine to nobody. */
  function keptAtHome() {
    const asked: (string | undefined)[] = []
    const { listen } = Server.prototype
    const spy = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args) {
      const [options, ...rest] = args as unknown as [ListenOptions, () => void]
      asked.push(options.host)
      return Reflect.apply(listen, this, [{ ...options, host: '127.0.0.1' }, ...rest])
    })
    return { asked, [Symbol.dispose]: () => spy.mockRestore() }
  }

  test.each(['0.0.0.0', '::'])(
    'on %s is called by any address, and by names that were allowed',
    async host => {
      using network = keptAtHome()
      const sandbox = await serve({ host, allowHosts: ['api'] })
      expect(network.asked).toEqual([host])
      expect(sandbox.baseUrl).toBe(`http://127.0.0.1:${sandbox.port}`)
      for (const name of [...own, ...addresses, 'api:PORT'])
        expect([name, await statusBy(sandbox, name)]).toEqual([name, 200])
      for (const name of [...others, 'host.docker.internal'])
        expect([name, await statusBy(sandbox, name)]).toEqual([name, 403])
    },
  )

  test('is asked for by nobody who names no host', async () => {
    using network = keptAtHome()
    await serve({})
    expect(network.asked).toEqual(['127.0.0.1'])
  })

  test('says how to allow a name', async () => {
    const sandbox = await serve({})
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = { host: `api:${sandbox.port}` }
      request({ host: '127.0.0.1', port: sandbox.port, headers, agent: false }, async incoming => {
        let text = ''
        for await (const piece of incoming.setEncoding('utf8')) text += piece
        resolve(text)
      })
        .once('error', reject)
        .end()
    })
    expect(JSON.parse(answer).error.message).toMatch(/or start it with --allow-host api$/)
  })

  test.each(['203.0.113.7', 'nobody.invalid'])('cannot be one of another machine: %s', async host => {
    await expect(serve({ host })).rejects.toMatchObject({
      kind: 'usage',
      code: 'host_unavailable',
      field: '--host',
      message: `${host} is no address of this machine`,
    })
  })

  test('is found by the name that it listens on', async () => {
    const sandbox = await serve({ host: 'localhost' })
    expect(sandbox.baseUrl).toBe(`http://localhost:${sandbox.port}`)
    expect((await fetch(`${sandbox.baseUrl}/_sandbox/health`)).status).toBe(200)
  })
})
