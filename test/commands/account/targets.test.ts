import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AccountWorld, accountWorld, liveKey, testKey } from '../../service/account-world.ts'

let world: AccountWorld
beforeEach(async () => {
  world = await accountWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const list = ['bookings', 'list']
const confirmed = ['bookings', 'confirm', 'bk_1']
const keysSeen = () => ({
  live: world.service.live.seen.map(({ headers }) => headers.authorization),
  hosted: world.service.hosted.seen.map(({ headers }) => headers.authorization),
})

describe('the key decides', () => {
  test.each([
    [liveKey, { live: [`Bearer ${liveKey}`], hosted: [] }],
    ['pk_live_Publishable0001', { live: ['Bearer pk_live_Publishable0001'], hosted: [] }],
    [testKey, { live: [], hosted: [`Bearer ${testKey}`] }],
  ])('%s', async (key, seen) => {
    expect((await world.run(list, { env: { IDEADUNES_API_KEY: key } })).code).toBe(0)
    expect(keysSeen()).toEqual(seen)
  })

  test('a test key without a URL goes to the sandbox that runs here; a live key never does', async () => {
    const sandbox = await world.startSandbox()
    await world.run(list, { env: { IDEADUNES_API_KEY: testKey } })
    await world.run(list, { env: { IDEADUNES_API_KEY: liveKey } })
    expect(sandbox.seen.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${testKey}`])
    expect(keysSeen()).toEqual({ live: [`Bearer ${liveKey}`], hosted: [] })
  })

  test('--live takes the live key of a profile, and refuses any other', async () => {
    await world.login(liveKey)
    await world.login(testKey)
    await world.run(list)
    await world.run([...list, '--live'])
    expect(keysSeen().live.at(-1)).toBe(`Bearer ${liveKey}`)
    const { code, out } = await world.json([...list, '--live'], { env: { IDEADUNES_API_KEY: testKey } })
    expect([code, out]).toMatchObject([2, { error: { code: 'not_live' } }])
  })
})

describe('a live key goes nowhere else', () => {
  test.each([
    'https://sandbox-api.ideadunes.com/v2',
    'https://api.ideadunes.com.evil.example',
    'https://api.ideadunes.com@evil.example',
    'https://api.ideadunes.com:8443',
    'https://api.ideadunes.com.',
    'http://api.ideadunes.com',
    'http://127.0.0.1:4332',
    'http://localhost:4332',
  ])('%s', async url => {
    const run = await world.json([...list, '--base-url', url], { env: { IDEADUNES_API_KEY: liveKey } })
    expect(run).toMatchObject({ code: 2, out: { error: { code: 'live_key_elsewhere' } } })
    expect(keysSeen()).toEqual({ live: [], hosted: [] })
  })

  test.each(['https://api.ideadunes.com/v2', 'https://API.ideadunes.com:443', 'https://api.ideadunes.com'])(
    'but to %s',
    async url => {
      expect(
        (await world.run([...list, '--base-url', url], { env: { IDEADUNES_API_KEY: liveKey } })).code,
      ).toBe(0)
      expect(keysSeen().live).toHaveLength(1)
    },
  )

  test.each([301, 302, 303, 307, 308])('not by a redirect either (%i)', async status => {
    world.service.answer = () => ({
      status,
      headers: { location: 'https://sandbox-api.ideadunes.com/v2/bookings' },
    })
    await world.login(liveKey, '--no-verify')
    for (const argv of [
      list,
      [...confirmed, '--live', '--yes'],
      ['api', 'GET', '/v2/bookings'],
      [...list, '--all'],
    ]) {
      expect((await world.json(argv)).out).toMatchObject({ error: { code: 'unexpected_redirect' } })
    }
    expect([keysSeen().live.length, keysSeen().hosted]).toEqual([4, []])
  })

  test('not by a page whose next one is elsewhere, nor by a path', async () => {
    await world.login(liveKey, '--no-verify')
    for (const path of [
      'https://sandbox-api.ideadunes.com/v2/bookings',
      '//evil.example/v2',
      '/v2/../../x',
      'a#b',
      'http:x',
    ]) {
      expect(await world.json(['api', 'GET', path])).toMatchObject({
        code: 2,
        out: { error: { code: 'invalid_argument' } },
      })
    }
    expect(keysSeen()).toEqual({ live: [], hosted: [] })
  })

  test('unless it is said; and then not in plain text', async () => {
    const sandbox = await world.startSandbox()
    const said = ['--send-key-to-any-host', '--base-url']
    const env = { IDEADUNES_API_KEY: liveKey }
    expect((await world.run([...list, ...said, sandbox.baseUrl], { env })).code).toBe(0)
    expect(sandbox.seen[0]?.headers.authorization).toBe(`Bearer ${liveKey}`)
    const plain = await world.json([...list, ...said, 'http://api.example.com'], { env })
    expect(plain).toMatchObject({ code: 2, out: { error: { code: 'insecure_base_url' } } })
  })
})

describe('a test key does not go to live', () => {
  test.each(['https://api.ideadunes.com', 'https://api.ideadunes.com./v2', 'http://api.ideadunes.com:8080'])(
    '%s',
    async url => {
      for (const key of [testKey, 'pk_test_Publishable0001', 'of_another_kind']) {
        const env = { IDEADUNES_API_KEY: key, IDEADUNES_BASE_URL: url }
        expect(await world.json(list, { env })).toMatchObject({
          code: 2,
          out: { error: { code: 'test_key_to_live' } },
        })
      }
      expect(keysSeen()).toEqual({ live: [], hosted: [] })
    },
  )

  test('unless it is said', async () => {
    const env = { IDEADUNES_API_KEY: testKey, IDEADUNES_BASE_URL: 'https://api.ideadunes.com' }
    await world.run([...list, '--send-key-to-any-host'], { env })
    expect(keysSeen().live).toEqual([`Bearer ${testKey}`])
  })
})

describe('a change of real bookings', () => {
  const account = 'The live clinic, tnt_live (profile default), key sk_live_...7dc'
  beforeEach(() => world.login(liveKey))
  const changes = () => world.service.live.seen.filter(({ method }) => method !== 'GET')

  test.each([
    ['an operation', confirmed, 'bookings confirm bk_1'],
    ['a create', ['customers', 'create', '--name', 'Priya'], 'customers create'],
    ['one that cannot be undone', ['webhooks', 'delete', 'wh_1'], 'webhooks delete wh_1'],
    ['a request by hand', ['api', 'POST', '/v2/customers', '-f', 'name=Priya'], 'api POST /v2/customers'],
  ])('without a terminal needs --live --yes: %s', async (_, argv, what) => {
    for (const more of [[], ['--live'], ['--yes']]) {
      const { code, out } = await world.json([...argv, ...more])
      const message = `\`${what}\` would change real bookings, on ${account}`
      expect([code, out]).toMatchObject([2, { error: { code: 'live_write', message } }])
    }
    expect(changes()).toEqual([])
    const { code, stderr } = await world.run([...argv, '--live', '--yes'])
    expect([code, stderr]).toEqual([0, expect.stringContaining(`LIVE: \`${what}\` on ${account}.\n`)])
    expect(changes()).toHaveLength(1)
  })

  test('on a terminal is asked, with the account', async () => {
    const no = await world.run(confirmed, { tty: true, stdin: 'n\n' })
    expect([no.code, changes().length]).toEqual([130, 0])
    expect(no.stderr).toContain(`LIVE: \`bookings confirm bk_1\` on ${account}. Go ahead? `)
    // IDEADUNES_YES in a profile of the shell is no word on this change.
    const env = { IDEADUNES_YES: '1' }
    expect((await world.run(confirmed, { tty: true, stdin: 'n\n', env })).code).toBe(130)
    expect((await world.run(confirmed, { tty: true, stdin: 'y\n' })).code).toBe(0)
    expect(changes()).toHaveLength(1)
  })

  test('reads are not asked, nor is the hosted sandbox', async () => {
    expect((await world.run(list)).code).toBe(0)
    expect((await world.run(confirmed, { env: { IDEADUNES_API_KEY: testKey } })).code).toBe(0)
  })

  test('of a named tenant says that tenant', async () => {
    const { stderr } = await world.run([...confirmed, '--tenant', 'tnt_other'])
    expect(stderr).toContain('on tnt_other (profile default), key')
  })
})

test('a certificate that nobody knows is not trusted, one of --ca-file or of the profile is', async () => {
  const { ca, ...wire } = world.service.wire
  const file = join(world.folder, 'ca.pem')
  writeFileSync(file, ca ?? '')
  const options = { env: { IDEADUNES_API_KEY: testKey }, context: { wire } }
  expect(await world.run(list, options)).toMatchObject({ code: 5 })
  expect((await world.run([...list, '--ca-file', file], options)).code).toBe(0)
  expect((await world.run([...list, '--ca-file', join(world.folder, 'no.pem')], options)).code).toBe(2)
  const refused = await world.run(confirmed, options)
  expect(refused.stderr).toContain('Nothing was sent. If you trust')
  expect(refused.stderr).not.toContain('may have been made')
  // A repository cannot say whom a live key trusts.
  writeFileSync(join(world.project, 'ideadunes.config.json'), JSON.stringify({ ca_file: '../ca.pem' }))
  expect((await world.run(list, options)).code).toBe(0)
  expect((await world.run(list, { ...options, env: { IDEADUNES_API_KEY: liveKey } })).code).toBe(5)
})
