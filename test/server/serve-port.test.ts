import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { derivedPorts, firstDerivedPort } from '../../emulator/server/choose-port.ts'
import { serveSandbox } from '../../emulator/server/serve.ts'
import type { ServedSandbox, ServeOptions } from '../../src/control/served-sandbox.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const serve = (options: Partial<ServeOptions> = {}): Promise<ServedSandbox> =>
  serveSandbox({
    data: join(folder.path, 'data'),
    folder: folder.path,
    allowLiveKeys: false,
    version: '1.2.3',
    reportBug: error => {
      throw error
    },
    ...options,
  })

/** Serves once, and tells on which port and why. */
async function portOf(options: Partial<ServeOptions> = {}) {
  const served = await serve(options)
  await served.close()
  const { reason, taken } = served.portChoice
  return { port: served.port, reason, taken }
}

async function occupy(port: number): Promise<Server> {
  const server = createServer()
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  return server
}

const free = (server: Server) => new Promise(done => server.close(done))

/** A port of which nobody makes use. */
async function anyPort(): Promise<number> {
  const server = await occupy(0)
  const address = server.address()
  await free(server)
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

test('a port that was asked for is that of the next run, and stays so while another stands in for it', async () => {
  const port = await anyPort()
  expect(await portOf({ port })).toEqual({ port, reason: 'asked', taken: null })
  expect(await portOf()).toEqual({ port, reason: 'kept', taken: null })
  const other = await occupy(port)
  const standIn = await portOf()
  expect(standIn).toMatchObject({ reason: 'derived', taken: port })
  expect(standIn.port).toBeGreaterThanOrEqual(firstDerivedPort)
  expect(standIn.port).toBeLessThan(firstDerivedPort + derivedPorts)
  await free(other)
  expect((await portOf()).port).toBe(port)
})

test('any port is taken for one run, and never kept', async () => {
  const port = await anyPort()
  await portOf({ port })
  expect(await portOf({ port: 0 })).toMatchObject({ reason: 'any' })
  expect((await portOf()).port).toBe(port)
})

test('one that was asked for and is taken is refused, and the data is free for another try', async () => {
  const other = await occupy(0)
  const address = other.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  await expect(serve({ port })).rejects.toMatchObject({
    kind: 'usage',
    code: 'port_in_use',
    message: `Port ${port} is already in use`,
    field: '--port',
    hint: 'Stop the program that listens there, or give another --port: 0 takes a free one.',
  })
  await (await serve({ port: 0 })).close()
  await free(other)
})

test('a run that was closed is not called a crash, also when it is closed twice', async () => {
  const first = await serve({ port: 0 })
  await Promise.all([first.close(), first.close()])
  const second = await serve({ port: 0 })
  expect([first.crashed, second.crashed, second.resumed]).toEqual([null, null, true])
  await second.close()
})
