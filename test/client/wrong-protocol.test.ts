import { createServer as createPlain, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registerSandbox } from '../../src/profiles/running-sandboxes.ts'
import { runCli, temporaryFolder } from '../commands/run-cli.ts'
import { type ControlledSandbox, controlledSandbox } from '../control/controlled-sandbox.ts'
import { selfSigned } from '../listen/self-signed.ts'
import { scriptedApi } from './scripted-api.ts'

const ports: Record<string, number> = {}
const servers: (Server | ReturnType<typeof createTcp>)[] = []
let sandbox: ControlledSandbox

async function open(name: string, server: Server | ReturnType<typeof createTcp>): Promise<void> {
  servers.push(server)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  ports[name] = (server.address() as AddressInfo).port
}

beforeAll(async () => {
  sandbox = await controlledSandbox()
  await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
  ports.sandbox = (sandbox.app.server.address() as AddressInfo).port
  const speaking = (word: string) => createTcp(socket => socket.on('error', () => undefined).end(word))
  await open(
    'http',
    createPlain((_, answer) => answer.end('ok')),
  )
  await open(
    'https',
    createSecure(selfSigned, (_, answer) => answer.end('ok')),
  )
  await open('TLS that says so', speaking('\x15\x03\x01\x00\x02\x02\x46'))
  await open('another protocol', speaking('SSH-2.0-OpenSSH_9.9\r\n'))
  await open(
    'one that closes',
    createTcp(socket => socket.on('error', () => undefined).once('data', () => socket.destroy())),
  )
  const free = createTcp()
  await open('nobody', free)
  await new Promise(done => free.close(done))
})
afterAll(async () => {
  await sandbox.close()
  for (const server of servers) server.close()
})

/** URL, server, what is said, and what to change. */
const cases: readonly (readonly [string, string, RegExp, RegExp])[] = [
  ['https', 'http', /the server does not speak TLS/, /use http:\/\/localhost:PORT/],
  ['https', 'sandbox', /the server does not speak TLS/, /use http:\/\/localhost:PORT/],
  ['https', 'another protocol', /the server does not speak TLS/, /use http:\/\/localhost:PORT/],
  ['https', 'one that closes', /closed the connection before TLS began/, /use http:\/\/localhost:PORT if/],
  [
    'http',
    'https',
    /closed the connection without an answer/,
    /use https:\/\/localhost:PORT if it speaks TLS/,
  ],
  ['http', 'TLS that says so', /the server speaks TLS/, /use https:\/\/localhost:PORT/],
  ['http', 'another protocol', /does not speak HTTP/, /correct the port/],
  [
    'http',
    'one that closes',
    /closed the connection without an answer/,
    /use https:\/\/localhost:PORT if it speaks TLS/,
  ],
  ['http', 'nobody', /nothing is listening there|nobody listens there/, /correct the (port|base URL)/],
  ['https', 'nobody', /nothing is listening there|nobody listens there/, /correct the (port|base URL)/],
]
const jargon = /EPROTO|OpenSSL|SSL routines|socket hang up|tls_|Parse Error|internal_error/

const withPort = (pattern: RegExp, port: number | undefined) =>
  new RegExp(pattern.source.replace('PORT', String(port)))

describe.each(cases)('%s:// to %s', (scheme, server, what, change) => {
  test('as a base URL says what it is, and what to change', async () => {
    const argv = [
      'bookings',
      'list',
      '--base-url',
      `${scheme}://localhost:${ports[server]}`,
      '--api-key',
      'sk_test_1',
    ]
    const { code, stderr } = await runCli(argv, { context: { sleep: async () => undefined } })
    expect([code, stderr]).toEqual([5, expect.stringMatching(what)])
    expect(stderr).toMatch(withPort(change, ports[server]))
    expect(stderr).not.toMatch(jargon)
  })

  test('as a target of webhooks too', async () => {
    const secret = `whsec_${'a'.repeat(32)}`
    const to = `${scheme}://localhost:${ports[server]}/hook`
    const argv = ['webhooks', 'send', '--type', 'customer.created', '--to', to, '--secret', secret]
    const { code, stdout, stderr } = await runCli(argv)
    expect([code, stderr]).toEqual([3, expect.stringMatching(what)])
    expect(stderr).toMatch(withPort(change, ports[server]))
    expect(stdout + stderr).not.toMatch(jargon)
  })
})

test.each(['0.0.0.0', '[::]', '127.0.0.1', 'localhost.'])(
  '%s is this machine to webhooks send',
  async host => {
    const argv = ['webhooks', 'send', '--type', 'customer.created', '--secret', `whsec_${'a'.repeat(32)}`]
    const { stdout, stderr } = await runCli([...argv, '--to', `${host}:${ports.nobody}`])
    expect(stdout + stderr).not.toContain('not this machine')
  },
)

test.each([
  '<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>',
  "Reason: You're speaking plain HTTP to an SSL-enabled server port.",
  'Client sent an HTTP request to an HTTPS server.\n',
])('a server that answers %j speaks TLS', async text => {
  await using api = await scriptedApi({ status: 400, text })
  const argv = ['bookings', 'list', '--base-url', api.baseUrl, '--api-key', 'sk_test_1']
  const { code, stderr } = await runCli(argv)
  expect([code, stderr]).toEqual([
    3,
    expect.stringContaining(`use ${api.baseUrl.replace('http:', 'https:')}.`),
  ])
})

test('an answer that is broken off is not taken for another protocol', async () => {
  const server = createPlain((_, answer) => {
    answer.writeHead(200, { 'content-length': '100' }).write('{"data":')
    setTimeout(() => answer.destroy(), 10)
  })
  await open('broken', server)
  const argv = [
    'bookings',
    'list',
    '--base-url',
    `http://127.0.0.1:${ports.broken}`,
    '--api-key',
    'sk_test_1',
  ]
  const { stderr } = await runCli(argv, { context: { sleep: async () => undefined } })
  expect(stderr).toContain('the server broke off in the middle of its answer')
  expect(stderr).not.toContain('TLS')
})

test.each(['https://127.0.0.1:PORT', 'http://localhost:PORT', 'http://127.0.0.1:1'])(
  'where a sandbox runs, %s without a key says where it is',
  async named => {
    using state = temporaryFolder()
    const base_url = `http://127.0.0.1:${ports.sandbox}`
    registerSandbox(join(state.path, 'ideadunes', 'running'), {
      pid: process.pid,
      base_url,
      project: null,
      data: ':memory:',
      secret_key: 'sk_test_registry',
      control_token: 'ctl_1',
      tenant: 'tnt_clinic',
      started_at: '2026-04-15T09:00:00.000Z',
    })
    const env = { XDG_STATE_HOME: state.path }
    for (const command of ['bookings list', 'sandbox status']) {
      const argv = [...command.split(' '), '--base-url', named.replace('PORT', String(ports.sandbox))]
      const { code, stderr } = await runCli(argv, { env })
      expect([code, stderr]).toEqual([
        4,
        expect.stringContaining(`A sandbox runs at ${base_url}: leave --base-url out`),
      ])
    }
  },
)
