import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBacklog } from '../../emulator/control/events/backlog.ts'
import { flush } from '../../emulator/sandbox/flush.ts'
import type { LogEntry } from '../../emulator/sandbox/request-log.ts'
import { type ControlledSandbox, controlledSandbox, token } from '../control/controlled-sandbox.ts'

let sandbox: ControlledSandbox
let sockets: Socket[]

beforeEach(async () => {
  sandbox = await controlledSandbox()
  await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
  sockets = []
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

/** Asks on a connection of its own, and reads nothing of the answer but what is asked for. */
async function askWithoutReading(path: string): Promise<SlowReader> {
  const { port } = sandbox.app.server.address() as AddressInfo
  const socket = connect({ port, host: '127.0.0.1' })
  sockets.push(socket)
  await once(socket, 'connect')
  const asked = once(sandbox.app.server, 'request') as Promise<[unknown, ServerResponse]>
  socket.write(`GET /_sandbox${path} HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  const [, answer] = await asked
  await expect.poll(() => answer.headersSent).toBe(true)
  let text = ''
  return {
    answer,
    async readAll(isWhole) {
      socket.removeAllListeners('data')
      socket.setEncoding('utf8').on('data', piece => {
        text += piece
      })
      await expect.poll(() => isWhole(text), { timeout: 20_000 }).toBe(true)
      return text.slice(text.indexOf('\r\n\r\n') + 4)
    },
  }
}

interface SlowReader {
  readonly answer: ServerResponse
  /** Reads on, until the text is whole. */
  readAll(isWhole: (text: string) => boolean): Promise<string>
}

const entry: LogEntry = {
  at: '2026-04-15T09:42:11.000Z',
  request_id: 'req_1',
  method: 'GET',
  path: `/v2/${'a'.repeat(1_900)}`,
  operation: null,
  tenant_id: null,
  key_hint: null,
  key_scope: null,
  idempotency_key: null,
  replayed: 0,
  status: 404,
  duration_us: 1,
  error_code: 'not_found',
  origin: null,
  user_agent: null,
}

/** Logs so many requests, as a busy sandbox does: some at a time. */
async function logMany(count: number): Promise<void> {
  for (let logged = 0; logged < count; logged += 500) {
    for (let i = 0; i < Math.min(500, count - logged); i += 1) sandbox.sandbox.log.add(entry)
    await flush(sandbox.sandbox)
  }
}

/** So many followers of the requests, each of which has been sent the first request of the log. */
async function followersWithoutReading(count: number): Promise<SlowReader[]> {
  const followers: SlowReader[] = []
  while (followers.length < count) followers.push(await askWithoutReading('/requests?follow=true'))
  await logMany(1)
  for (const { answer } of followers)
    await expect.poll(() => answer.socket?.bytesWritten).toBeGreaterThan(entry.path.length)
  return followers
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

/** How many requests a text tells of, those that are missing too. */
function totalOf(text: string): number {
  const skips = [...text.matchAll(/"skipped":(\d+)}\n/g)].reduce((sum, [, count]) => sum + Number(count), 0)
  return text.split('"number":').length - 1 + skips
}

const slow = 60_000

describe('a follower of the requests that reads nothing', () => {
  test(
    'costs no more than its backlog, and is told how many it missed',
    async () => {
      const followers = await followersWithoutReading(5)
      // Twenty megabytes, as text for each of them.
      await logMany(9_999)
      for (const { answer } of followers) expect(answer.writableLength).toBeLessThan(300_000)
      for (const { readAll } of followers.slice(0, 2)) {
        const lines = linesOf(await readAll(text => totalOf(text) === 10_000))
        const skipped = lines.reduce((sum, line) => sum + (line.skipped ?? 0), 0)
        expect(skipped).toBeGreaterThan(1_000)
        // The number of each is that of the log, whatever is missing before it.
        let number = 0
        for (const line of lines) {
          number += line.skipped ?? 1
          if (!('skipped' in line)) expect(line.number).toBe(number)
        }
      }
    },
    slow,
  )

  test(
    'goes on with what comes after the gap',
    async () => {
      const [{ readAll }] = (await followersWithoutReading(1)) as [SlowReader]
      await logMany(9_999)
      expect(totalOf(await readAll(text => totalOf(text) === 10_000))).toBe(10_000)
      await logMany(1)
      const text = await readAll(all => totalOf(all) === 10_001)
      expect(linesOf(text).at(-1).number).toBe(10_001)
    },
    slow,
  )

  test(
    'does not have what was logged before in memory either',
    async () => {
      await logMany(10_000)
      const { answer, readAll } = await askWithoutReading('/requests?follow=true&limit=10000')
      await expect.poll(() => answer.writableLength).toBeGreaterThan(0)
      expect(answer.writableLength).toBeLessThan(300_000)
      // The log keeps as many: what is read so late has gone.
      await logMany(3_000)
      const lines = linesOf(await readAll(text => text.includes('"number":11000,')))
      const skipped = lines.reduce((sum, line) => sum + (line.skipped ?? 0), 0)
      const numbers = lines.flatMap(({ number }) => number ?? [])
      expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
      expect([numbers[0], new Set(numbers).size]).toEqual([1, numbers.length])
      expect(numbers.length + skipped).toBeGreaterThanOrEqual(11_000)
    },
    slow,
  )

  test('has the numbers of the log, whatever it asked for', async () => {
    await sandbox.send('GET', '/v2/nowhere')
    const { readAll } = await askWithoutReading('/requests?follow=true&status=2xx')
    await sandbox.send('GET', '/v2/nowhere')
    await sandbox.send('GET', '/v2/bookings')
    const [line] = linesOf(await readAll(text => text.endsWith('}\n')))
    expect(line).toMatchObject({ number: 3, path: '/v2/bookings' })
  })

  test('goes on through a reset', async () => {
    const { readAll } = await askWithoutReading('/requests?follow=true')
    await sandbox.send('GET', '/v2/bookings?limit=1')
    await sandbox.control('POST', '/reset')
    await sandbox.send('GET', '/v2/bookings?limit=2')
    const lines = linesOf(await readAll(text => text.includes('limit=2')))
    expect(lines.map(({ path }) => path)).toEqual(['/v2/bookings?limit=1', '/v2/bookings?limit=2'])
  })
})

describe('a follower of the events that reads nothing', () => {
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`m${i}`, 'x'.repeat(500)]))
  const addMany = async (count: number) => {
    for (let i = 0; i < count; i += 1) {
      const { status } = await sandbox.send('POST', '/v2/customers', { body: { name: `${i}`, metadata } })
      expect(status).toBe(201)
    }
  }

  test(
    'has no more than one event in memory, and misses none',
    async () => {
      const followers = [await askWithoutReading('/events/stream'), await askWithoutReading('/events/stream')]
      await addMany(400)
      const [first] = await sandbox.events()
      // Resending is no way around it.
      for (let i = 0; i < 1_500; i += 1) await sandbox.control('POST', `/events/${first.id}/resend`)
      for (const { answer } of followers) expect(answer.writableLength).toBeLessThan(300_000)
      const stored = (await sandbox.events()).map(({ id }) => id)
      const text = await followers[0]?.readAll(
        all => all.includes(`id: ${stored.at(-1)}`) && all.split('event: resent').length > 1_000,
      )
      const ids = [...(text ?? '').matchAll(/^id: (\S+)$/gm)].map(([, id]) => id)
      expect(ids).toEqual(stored)
    },
    slow,
  )
})

describe('a connection on which one asks on without reading', () => {
  const ask = 'GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const connected = async () => {
    const { port } = sandbox.app.server.address() as AddressInfo
    const socket = connect({ port, host: '127.0.0.1' })
    sockets.push(socket)
    await once(socket, 'connect')
    return socket
  }

  test('gets twenty answers in their order', async () => {
    const socket = await connected()
    let text = ''
    socket.setEncoding('utf8').on('data', piece => {
      text += piece
    })
    socket.write(ask.repeat(20))
    await expect.poll(() => text.split('HTTP/1.1 200').length, { timeout: 25_000 }).toBe(21)
  })

  test('is ended when it asks for more, and the rest is not worked on', async () => {
    let answered = 0
    sandbox.app.server.on('request', (_, answer: ServerResponse) => {
      answer.once('finish', () => {
        answered += 1
      })
    })
    const socket = await connected()
    const ended = once(
      socket.on('error', () => undefined),
      'close',
    )
    socket.write(ask.repeat(1_000))
    await ended
    await sandbox.send('GET', '/v2/bookings')
    expect(answered).toBeLessThan(50)
  })
})

describe('a backlog', () => {
  test('keeps what it has room for, and counts the rest where it is missing', () => {
    const backlog = createBacklog<string>(2)
    for (const item of 'abcd') backlog.add(item)
    expect(backlog.take(1)).toEqual(['a'])
    // The count takes a place too: there is no room again before it is the only one.
    backlog.add('e')
    expect(backlog.take(1)).toEqual(['b'])
    backlog.add('f')
    backlog.add('g')
    expect(backlog.take(9)).toEqual([{ skipped: 3 }, 'f', { skipped: 1 }])
    backlog.add('h')
    expect([backlog.take(9), backlog.take(9)]).toEqual([['h'], []])
  })
})
