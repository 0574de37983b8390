import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { operations } from '../../src/contract/index.ts'
import { type ControlledSandbox, controlledSandbox, token } from '../control/controlled-sandbox.ts'
import { answersIn, rawConnection } from '../server/raw-connection.ts'
import { urlOf } from '../walk/requests.ts'

let sandbox: ControlledSandbox
/** Every route that answers GET, from the server itself: one that is added is tested by itself. */
let routes: readonly string[]

beforeAll(async () => {
  sandbox = await controlledSandbox()
  await sandbox.control('POST', '/snapshots', { body: { name: 'saved' } })
  await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
  routes = routesIn(sandbox.app.printRoutes({ commonPrefix: false }))
})
afterAll(() => sandbox.close())

const examples = new Map(
  operations
    .filter(({ method }) => method === 'GET')
    .map(operation => [operation.path.replace(/\{(\w+)\}/g, ':$1'), urlOf(operation, operation.examples[0])]),
)

/** The routes of a printed tree that answer GET. */
function routesIn(tree: string): readonly string[] {
  const above: string[] = []
  return tree.split('\n').flatMap(line => {
    const [, indent = '', part = '', methods = ''] = /^(.*?)[├└]── (\S+)(?: \((.*)\))?$/.exec(line) ?? []
    const depth = indent.length / 4
    above[depth] = `${above[depth - 1] ?? ''}${part}`
    return methods.split(', ').includes('GET') ? [above[depth]] : []
  })
}

/** The route with an id of something that is there. */
const filled = (route: string) => examples.get(route) ?? route.replace('/snapshots/:name', '/snapshots/saved')

/** What differs from answer to answer and says nothing of a route, or is about the transfer of a body. */
const varying = [
  'x-request-id',
  'date',
  'x-rate-limit-remaining',
  'ratelimit',
  'connection',
  'keep-alive',
  'transfer-encoding',
]

async function ask(method: string, path: string) {
  const key = path.startsWith('/_sandbox') ? token : defaultKeys.secret
  const { socket, text } = await rawConnection(sandbox.app)
  socket.write(
    `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n\r\n`,
  )
  await expect.poll(() => text()).toContain('\r\n\r\n')
  const [answer] = answersIn(text())
  const headers = Object.entries(answer?.headers ?? {}).filter(([name]) => !varying.includes(name))
  return { status: answer?.status, headers: Object.fromEntries(headers), text, socket }
}

test('every route that answers GET answers HEAD: with the same status and headers, and no body', async () => {
  expect(routes.length).toBeGreaterThan(examples.size + 10)
  for (const route of ['/', '/openapi.json', '/_sandbox/health', '/v2/bookings', '/_sandbox/events/stream'])
    expect(routes).toContain(route)
  for (const path of routes.map(filled)) {
    const [get, head] = [await ask('GET', path), await ask('HEAD', path)]
    expect({ path, status: head.status, headers: head.headers }).toEqual({
      path,
      status: get.status,
      headers: get.headers,
    })
    await expect.poll(() => head.socket.readableEnded, { timeout: 5_000 }).toBe(true)
    expect([path, head.text().split('\r\n\r\n')[1]]).toEqual([path, ''])
    get.socket.destroy()
  }
})

describe('HEAD', () => {
  test('is counted as GET is, and logged under the same operation', async () => {
    const remaining = async (method: string) =>
      Number((await sandbox.send(method, '/v2/bookings')).headers['x-rate-limit-remaining'])
    const first = await remaining('GET')
    expect([await remaining('HEAD'), await remaining('GET')]).toEqual([first - 1, first - 2])
    const { json } = await sandbox.control('GET', '/requests?limit=2')
    expect(json.data.map((one: Record<string, unknown>) => [one.method, one.operation])).toEqual([
      ['HEAD', 'listBookings'],
      ['GET', 'listBookings'],
    ])
  })

  test('gets the refusals of GET', async () => {
    const sent = async (method: string) =>
      await Promise.all([
        sandbox.send(method, '/v2/bookings', { key: null }),
        sandbox.send(method, '/v2/bookings', { key: 'publishable' }),
        sandbox.send(method, '/v2/bookings/bk_none'),
        sandbox.send(method, '/v2/bookings?limit=0'),
        sandbox.send(method, '/v2/bokings'),
        sandbox.control(method, '/clock', { key: 'ctl_other' }),
        sandbox.send(method, '/openapi.json', { headers: { host: 'evil.example' } }),
      ])
    const [gets, heads] = [await sent('GET'), await sent('HEAD')]
    expect(heads.map(({ status }) => status)).toEqual([401, 403, 404, 422, 404, 401, 403])
    expect(heads.map(({ status }) => status)).toEqual(gets.map(({ status }) => status))
    expect(heads.map(({ text }) => text).join('')).toBe('')
    const length = ({ headers }: { headers: Readonly<Record<string, string | undefined>> }) =>
      headers['content-length']
    // A message that names the method is longer for HEAD.
    expect(heads.slice(0, 4).map(length)).toEqual(gets.slice(0, 4).map(length))
  })

  test('is a wrong method where GET is', async () => {
    for (const path of ['/v2/holds', '/v2/bookings/bk_01HXYW999/cancel', '/_sandbox/stop']) {
      const answer = await sandbox.send('HEAD', path)
      expect([path, answer.status, answer.headers.allow]).toEqual([path, 405, 'POST'])
    }
    expect(sandbox.stops).toEqual([])
  })
})
