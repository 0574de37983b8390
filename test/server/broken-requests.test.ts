import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { docUrlOf, type ErrorCode } from '../../src/contract/errors/errors.ts'
import { type ControlledSandbox, controlledSandbox, token } from '../control/controlled-sandbox.ts'
import { answersIn, rawConnection } from './raw-connection.ts'

let sandbox: ControlledSandbox
const open = async (patienceMs?: number) => {
  sandbox = await controlledSandbox([], {}, patienceMs === undefined ? {} : { patienceMs })
  await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
}
beforeEach(() => open())
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const auth = `Authorization: Bearer ${defaultKeys.secret}`
const good = `GET /v2/bookings HTTP/1.1\r\nHost: localhost\r\n${auth}\r\n\r\n`
const post = (length: number) =>
  `POST /v2/customers HTTP/1.1\r\nHost: localhost\r\n${auth}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`
const chunked = `POST /v2/customers HTTP/1.1\r\nHost: localhost\r\n${auth}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`

/** What a client gets that sends this, and waits for the end. */
async function answersTo(text: string | Buffer) {
  const connection = await rawConnection(sandbox.app)
  connection.socket.write(text)
  return answersIn(await connection.ended())
}

function expectEnvelope(
  answer: ReturnType<typeof answersIn>[number] | undefined,
  status: number,
  code: ErrorCode,
) {
  expect([answer?.status, answer?.error?.code]).toEqual([status, code])
  expect(answer?.headers['x-request-id']).toMatch(/^req_[0-9A-Z]{26}$/)
  expect(answer?.error).toMatchObject({
    request_id: answer?.headers['x-request-id'],
    doc_url: docUrlOf(code),
    message: expect.stringMatching(/\w{3}/),
  })
  expect(answer?.headers['content-type']).toBe('application/json')
  expect(answer?.headers['content-length']).toBe(String(Buffer.byteLength(answer?.body ?? '')))
}

describe('what is no HTTP gets the envelope of every error', () => {
  const long = 'x'.repeat(20_000)
  test.each<[string, string | Buffer, number, ErrorCode]>([
    ['words', 'hello there, is anybody in?\r\n\r\n', 400, 'malformed_request'],
    ['the beginning of TLS', Buffer.from('16030102000100000000', 'hex'), 400, 'malformed_request'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed_request'],
    ['an unknown method', good.replace('GET', 'FETCH'), 400, 'malformed_request'],
    ['another version', good.replace('HTTP/1.1', 'HTTP/9.9'), 400, 'malformed_request'],
    ['a space in the path', good.replace('bookings', 'book ings'), 400, 'malformed_request'],
    ['a header without a colon', good.replace('Host: ', 'Host '), 400, 'malformed_request'],
    ['NUL in a header', good.replace('localhost', 'local\0host'), 400, 'malformed_request'],
    ['a length that is none', post(7).replace(': 7', ': seven'), 400, 'malformed_request'],
    ['two lengths', post(7).replace('\r\n\r\n', '\r\nContent-Length: 8\r\n\r\n'), 400, 'malformed_request'],
    [
      'a length and chunks',
      chunked.replace('\r\n\r\n', '\r\nContent-Length: 8\r\n\r\n'),
      400,
      'malformed_request',
    ],
    ['no Host', good.replace('Host: localhost\r\n', 'Connection: close\r\n'), 400, 'malformed_request'],
    [
      'an empty Host',
      good.replace('Host: localhost\r\n', 'Host:\r\nConnection: close\r\n'),
      400,
      'malformed_request',
    ],
    [
      'two Hosts',
      good.replace('\r\n\r\n', '\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
      400,
      'malformed_request',
    ],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', 400, 'malformed_request'],
    ['a broken chunk', `${chunked}zz\r\n{}\r\n`, 400, 'malformed_request'],
    ['a broken chunk later', `${chunked}2\r\n{}\r\nzz\r\n`, 400, 'malformed_request'],
    ['a long header', good.replace('Host', `Cookie: ${long}\r\nHost`), 431, 'headers_too_large'],
    ['a long URL', good.replace('bookings', `bookings?q=${long}`), 431, 'headers_too_large'],
    [
      'three megabytes of header',
      good.replace('Host', `Cookie: ${'x'.repeat(3e6)}\r\nHost`),
      431,
      'headers_too_large',
    ],
  ])('%s', async (_, text, status, code) => {
    const answers = await answersTo(text)
    expect(answers).toHaveLength(1)
    expectEnvelope(answers[0], status, code)
  })

  test('behind the answers to what was asked before, in their order', async () => {
    const answers = await answersTo(`${good}${good}nonsense\r\n\r\n`)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400])
    expectEnvelope(answers[2], 400, 'malformed_request')
  })

  test('and a request without Host is fine in HTTP/1.0', async () => {
    const [answer] = await answersTo(good.replace('1.1', '1.0').replace('Host: localhost\r\n', ''))
    expect(answer?.status).toBe(200)
  })

  test('and what a client expects beside 100-continue is overlooked', async () => {
    const [answer] = await answersTo(
      good.replace('\r\n\r\n', '\r\nExpect: a miracle\r\nConnection: close\r\n\r\n'),
    )
    expect(answer?.status).toBe(200)
  })

  test('each with a request id of its own', async () => {
    const ids = [await answersTo('a\r\n\r\n'), await answersTo('b\r\n\r\n')].map(
      ([one]) => one?.error.request_id,
    )
    expect(new Set(ids).size).toBe(2)
  })
})

describe('a page can read what is said of its request', () => {
  const page = 'http://localhost:5173'
  const from = (origin: string, text: string) =>
    text
      .replace('\r\nHost', `\r\nOrigin: ${origin}\r\nHost`)
      .replace('/v2/customers', '/v2/holds')
      .replace(defaultKeys.secret, defaultKeys.publishable)

  test.each([
    ['a broken chunk', `${chunked}zz\r\n{}\r\n`],
    ['a broken chunk later', `${chunked}2\r\n{}\r\nzz\r\n`],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n'],
  ])('%s', async (_, text) => {
    const [answer] = await answersTo(from(page, text))
    expectEnvelope(answer, 400, 'malformed_request')
    expect(answer?.headers['access-control-allow-origin']).toBe(page)
    expect(answer?.headers['access-control-expose-headers']).toContain('X-Request-Id')
    const [foreign] = await answersTo(from('https://evil.example', text))
    expect([foreign?.headers['access-control-allow-origin'], foreign?.headers.vary]).toEqual([
      undefined,
      'Origin',
    ])
    const [ownAnswer] = await answersTo(from(page, text.replace('/v2/customers', '/_sandbox/events')))
    if (text.startsWith('POST')) expect(ownAnswer?.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('a body that never comes whole', async () => {
    await sandbox.close()
    await open(300)
    const [answer] = await answersTo(from(page, `${post(100)}{"name":`))
    expectEnvelope(answer, 408, 'request_timeout')
    expect(answer?.headers['access-control-allow-origin']).toBe(page)
  })

  test('of another request on the same connection, nobody can', async () => {
    const answers = await answersTo(`${from(page, good)}nonsense\r\n\r\n`)
    expect(answers.map(({ headers }) => headers['access-control-allow-origin'])).toEqual([page, undefined])
  })
})

describe('what ends too early is no fault of ours', () => {
  test.each([
    ['half a head', good.slice(0, 40)],
    ['half a body', `${post(100)}{"name":`],
    ['half a body in chunks', `${chunked}5\r\n{"na`],
    [
      'half a snapshot',
      post(9_000)
        .replace('/v2/customers', '/_sandbox/snapshots/import')
        .replace('application/json', 'application/vnd.sqlite3')
        .replace(auth, `Authorization: Bearer ${token}`),
    ],
    ['nothing', ''],
  ])('%s, then closed or cut', async (_, text) => {
    for (const end of ['end', 'destroy', 'resetAndDestroy'] as const) {
      const { socket, ended } = await rawConnection(sandbox.app)
      socket.write(text)
      await expect.poll(() => connectionsOf()).toBe(1)
      await sandbox.send('GET', '/v2/services')
      socket[end]()
      await ended()
      await expect.poll(() => connectionsOf()).toBe(0)
    }
    // Told at the end of the test, if it was taken for a bug.
    expect(sandbox.bugs).toEqual([])
  })

  const connectionsOf = () =>
    new Promise<number>(resolve => sandbox.app.server.getConnections((_, count) => resolve(count)))
})

describe('what never comes to its end', () => {
  const slow: readonly (readonly [string, string])[] = [
    ['a head', 'GET /v2/bookings HTTP/1.1\r\nHost: localhost\r\nX-Part: '],
    ['a body', post(900_000)],
    ['a body in chunks', `${chunked}dbba0\r\n`],
    ['a second request', `${good}GET /v2/bookings HTTP/1.1\r\nHost: `],
  ]

  test.each(slow)('%s, a letter at a time, is ended when its time is over', async (_, beginning) => {
    await sandbox.close()
    await open(600)
    const { socket, ended, text } = await rawConnection(sandbox.app)
    socket.write(beginning)
    const dripping = setInterval(() => socket.writable && socket.write('x'), 50)
    await expect.poll(() => text(), { timeout: 5_000 }).toContain('request_timeout')
    expectEnvelope(answersIn(text()).at(-1), 408, 'request_timeout')
    clearInterval(dripping)
    socket.end()
    await ended()
  })

  test('a connection opened ahead gets no answer to a question that it did not ask', async () => {
    await sandbox.close()
    await open(400)
    const { socket, ended, text } = await rawConnection(sandbox.app)
    const silent = await rawConnection(sandbox.app)
    expect(await silent.ended()).toBe('')
    expect([silent.error(), text()]).toEqual([undefined, ''])
    socket.destroy()
    await ended()
  })

  test('a file may take longer, as long as it comes', async () => {
    await sandbox.close()
    await open(300)
    const { socket, ended, text } = await rawConnection(sandbox.app)
    socket.write(
      `POST /_sandbox/snapshots/import HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/vnd.sqlite3\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    const fromMs = performance.now()
    while (performance.now() - fromMs < 1_500) {
      socket.write(`7a120\r\n${'x'.repeat(500_000)}\r\n`)
      await new Promise(done => setTimeout(done, 20))
    }
    expect(text()).toBe('')
    await expect.poll(() => text(), { timeout: 5_000 }).toContain('request_timeout')
    socket.destroy()
    await ended()
  })

  test.each(slow)('%s does not hold up the end of the sandbox', async (_, beginning) => {
    const { socket, ended } = await rawConnection(sandbox.app)
    socket.write(beginning)
    await sandbox.send('GET', '/v2/services')
    const fromMs = performance.now()
    await sandbox.app.close()
    await ended()
    expect(performance.now() - fromMs).toBeLessThan(1_000)
  })
})

describe('a connection that is kept', () => {
  test('may be idle for 65 seconds and more, and says so; a request has a minute to come', async () => {
    const { socket, text } = await rawConnection(sandbox.app)
    socket.write(good)
    await expect.poll(() => answersIn(text())).toHaveLength(1)
    const [, seconds] = /timeout=(\d+)/.exec(answersIn(text())[0]?.headers['keep-alive'] ?? '') ?? []
    const { keepAliveTimeout, headersTimeout, requestTimeout } = sandbox.app.server
    expect([Number(seconds) >= 65, keepAliveTimeout >= 65_000, headersTimeout, requestTimeout]).toEqual([
      true,
      true,
      60_000,
      60_000,
    ])
    const fromMs = performance.now()
    await sandbox.app.close()
    expect(performance.now() - fromMs).toBeLessThan(480)
  })

  test('outlives the time that a request may take to come', async () => {
    await sandbox.close()
    await open(100)
    const { socket, text } = await rawConnection(sandbox.app)
    for (const count of [1, 2, 3]) {
      socket.write(good)
      await expect.poll(() => answersIn(text()).map(({ status }) => status)).toEqual(Array(count).fill(200))
      await new Promise(done => setTimeout(done, 250))
    }
    socket.destroy()
  })
})
