import { Agent, request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { type ControlledSandbox, controlledSandbox, token } from '../control/controlled-sandbox.ts'
import { answersIn, portOf, rawConnection } from './raw-connection.ts'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox()
  await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const megabytes = (count: number) => Buffer.alloc(count * 1_000_000, 'x')
const wrote = (write: (done: () => void) => void) => new Promise<void>(write)

const headOf = (path: string, key: string, headers: readonly string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${key}`, ...headers, '', ''].join(
    '\r\n',
  )

const json = 'Content-Type: application/json'
const { secret } = defaultKeys

const early: readonly (readonly [string, string, string, string, number])[] = [
  ['too large', '/v2/customers', secret, json, 413],
  ['too large, of /_sandbox', '/_sandbox/clock/freeze', token, json, 413],
  ['without a key', '/v2/customers', 'sk_test_nobody', json, 401],
  ['to nowhere', '/v2/customer', secret, json, 404],
  ['to a path that cannot be decoded', '/v2/%', secret, json, 404],
  ['with another method', '/v2/bookings/bk_1', secret, json, 405],
  ['of another type', '/v2/customers', secret, 'Content-Type: text/xml', 415],
  ['that is compressed', '/v2/customers', secret, `${json}\r\nContent-Encoding: gzip`, 415],
  [
    'of a snapshot that is none',
    '/_sandbox/snapshots/import',
    token,
    'Content-Type: application/vnd.sqlite3',
    422,
  ],
]

describe.each(['keep-alive', 'close'])('a client that sends all before it reads (%s)', connection => {
  test.each(early)('gets the answer to a body %s', async (_, path, key, headers, status) => {
    const { socket, text } = await rawConnection(sandbox.app, false)
    const body = megabytes(12)
    const length = `Content-Length: ${body.length}`
    socket.write(headOf(path, key, [headers, length, `Connection: ${connection}`]))
    for (let at = 0; at < body.length; at += 500_000)
      await wrote(done => socket.write(body.subarray(at, at + 500_000), done))
    socket.resume()
    await expect.poll(() => answersIn(text()).length).toBe(1)
    const [answer] = answersIn(text())
    expect(answer?.status).toBe(status)
    expect(answer?.error.request_id).toBe(answer?.headers['x-request-id'])
    socket.destroy()
  })

  test('gets it for a body in chunks', async () => {
    const { socket, text } = await rawConnection(sandbox.app, false)
    socket.write(
      headOf('/v2/customers', secret, [json, 'Transfer-Encoding: chunked', `Connection: ${connection}`]),
    )
    for (let sent = 0; sent < 12; sent += 1)
      await wrote(done => socket.write(`f4240\r\n${'x'.repeat(1_000_000)}\r\n`, done))
    await wrote(done => socket.write('0\r\n\r\n', done))
    socket.resume()
    await expect.poll(() => answersIn(text()).map(({ status }) => status)).toEqual([413])
    socket.destroy()
  })
})

test('a connection on which more comes than is read can be used again', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const post = (path: string, body: Buffer) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
      const outgoing = request(
        { agent, method: 'POST', port: portOf(sandbox.app), path, headers },
        answer => {
          answer.resume().once('end', () => resolve(answer.statusCode))
        },
      )
      outgoing.once('error', reject).end(body)
    })
  for (let round = 0; round < 5; round += 1) {
    expect(await post('/v2/customers', megabytes(3))).toBe(413)
    expect(await post('/v2/nowhere', megabytes(3))).toBe(404)
  }
  agent.destroy()
})

test('a client that never stops sending holds up neither the end nor anything else', async () => {
  const { socket, text } = await rawConnection(sandbox.app)
  socket.write(headOf('/v2/customers', secret, [json, 'Transfer-Encoding: chunked']))
  const send = () => void (socket.writable && socket.write(`3e8\r\n${'x'.repeat(1_000)}\r\n`, send))
  send()
  await expect.poll(() => answersIn(text()).map(({ status }) => status)).toEqual([413])
  const fromMs = performance.now()
  await sandbox.app.close()
  expect(performance.now() - fromMs).toBeLessThan(1_000)
  socket.destroy()
})
