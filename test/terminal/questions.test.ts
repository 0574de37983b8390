import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePlace, type Place, startSandboxIn } from '../journeys/running-sandbox.ts'
import { liveKey, testKey } from '../service/account-world.ts'
import { onTerminal } from './pseudo-terminal.ts'

/** Questions of the built command line on a real terminal. Run by `.ci/run`: what needs none is tested in test/commands/ask. */
let place: Place
beforeAll(async () => {
  place = makePlace()
  await startSandboxIn(place)
})
afterAll(() => place.remove())

const enter = '\r'

test('bookings create asks from service to customer, and books', async () => {
  const { code, text } = await onTerminal('$CLI bookings create', place.env, [
    ['Service', 'consult'],
    ['❯ Consultation', enter],
    ['Day', enter],
    ['Free slot', enter],
    ['Customer', 'arjun'],
    ['❯ Arjun', enter],
  ])
  expect(code).toBe(0)
  expect(text).toMatch(
    /bookings create --service-id svc_consult_30 --start-at \S+ .*--customer-id cust_arjun_02/,
  )
  expect((await place.run('bookings', 'list', '--customer-id', 'cust_arjun_02')).stdout).toContain(
    'svc_consult_30',
  )
})

test('a flag that is missing is asked for, with its choices', async () => {
  const { code, text } = await onTerminal('$CLI resources create --name Ada --timezone UTC', place.env, [
    ['Type', `${enter}`],
  ])
  expect([code, text]).toEqual([0, expect.stringContaining('--type staff')])
})

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are.
const colour = /\u001B\[[0-9;]*[1-9][0-9;]*m/

test.each([
  ['has colours', {}, '', true],
  ['has none where NO_COLOR says so', { NO_COLOR: '1' }, '', false],
  ['has none where both are set: NO_COLOR wins', { NO_COLOR: '1', FORCE_COLOR: '1' }, '', false],
  ['has none where FORCE_COLOR is 0', { FORCE_COLOR: '0' }, '', false],
  ['has none on a dumb terminal', { TERM: 'dumb' }, '', false],
  ['has them there where FORCE_COLOR says so', { TERM: 'dumb', FORCE_COLOR: '1' }, '', true],
  ['has none with --no-color, whatever FORCE_COLOR says', { FORCE_COLOR: '1' }, ' --no-color', false],
  ['has colours where stdout is piped', {}, ' | cat', true],
] as const)('a question %s', async (_, env, words, isColoured) => {
  const { raw } = await onTerminal(`$CLI customers create${words}`, { ...place.env, ...env }, [
    ['Name', '\u0003'],
  ])
  expect(raw).toContain('Name')
  expect(colour.test(raw)).toBe(isColoured)
})

test('login shows nothing of the key that is typed', async () => {
  const env = { ...place.env, IDEADUNES_KEYRING: 'off' }
  const { code, raw } = await onTerminal('$CLI login --no-verify --profile typed', env, [
    ['API key', `${testKey}${enter}`],
  ])
  expect([code, raw]).toEqual([0, expect.stringContaining('Kept sk_test_...')])
  expect(raw).not.toContain(testKey)
  expect(raw).not.toContain(testKey.slice(8, 16))
})

test('Ctrl-C at a question ends with 130, and leaves the terminal as it was', async () => {
  const script =
    'stty -a > "$HOME/before"; $CLI customers create; echo "ended with $?"; stty -a | diff - "$HOME/before" && echo same'
  const { raw, text } = await onTerminal(script, place.env, [['Name', '\u0003']])
  expect(text).toMatch(/Nothing was changed\.\n(.*\n)*ended with 130\nsame\n/)
  // The cursor is there again.
  expect(raw.lastIndexOf('\u001B[?25h')).toBeGreaterThanOrEqual(raw.lastIndexOf('\u001B[?25l'))
})

describe('a change of real bookings', () => {
  const changes: string[] = []
  let live: Server
  beforeAll(async () => {
    live = createServer((request, response) => {
      changes.push(`${request.method} ${request.url}`)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"id":"bk_1","object":"booking","status":"confirmed"}')
    })
    await new Promise<void>(done => live.listen(0, '127.0.0.1', done))
  })
  afterAll(() => live.close())

  test.each([
    ['n', 130, 0],
    ['y', 0, 1],
  ])('asks first: %s', async (answer, code, count) => {
    changes.length = 0
    const { port } = live.address() as AddressInfo
    const env = {
      ...place.env,
      IDEADUNES_API_KEY: liveKey,
      IDEADUNES_BASE_URL: `http://127.0.0.1:${port}/v2`,
    }
    const session = await onTerminal('$CLI bookings confirm bk_1 --send-key-to-any-host', env, [
      ['LIVE: `bookings confirm bk_1`', `${answer}${enter}`],
    ])
    expect([session.code, changes.length]).toEqual([code, count])
    expect(session.raw).not.toContain(liveKey)
  })
})

test.each([
  ['has colours', '', true],
  ['has none with --no-color', ' --no-color', false],
] as const)('a question %s', async (_, flag, isColoured) => {
  const { raw } = await onTerminal(`$CLI customers create${flag}`, place.env, [['Name', '\u0003']])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are.
  expect(/\u001B\[3\dm/.test(raw)).toBe(isColoured)
})
