import { statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type AccountWorld, accountWorld, liveKey, testKey } from '../../service/account-world.ts'

let world: AccountWorld
beforeEach(async () => {
  world = await accountWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('login', () => {
  test('asks the service whose the key is, keeps it in the keyring, and shows it masked', async () => {
    const { code, stdout, stderr } = await world.login(liveKey)
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'Kept sk_live_...7dc in the profile default.\nNext: ideadunes whoami\n',
    })
    expect(stdout).toMatch(/key\tsk_live_\.\.\.7dc\n(.*\n)*account\tThe live clinic\n/)
    expect(world.service.live.seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/v2/tenant', `Bearer ${liveKey}`],
    ])
    expect([...(world.keyring ?? [])]).toEqual([[expect.stringMatching(/^default\/live\//), liveKey]])
    expect((await world.run(['whoami'])).stdout).toContain('mode\tlive\n')
  })

  test('a test key belongs to the hosted sandbox', async () => {
    await world.login(testKey)
    expect(world.service.live.seen).toEqual([])
    expect((await world.json(['whoami'])).out).toMatchObject({
      mode: 'hosted sandbox',
      base_url: 'https://sandbox-api.ideadunes.com',
      key: 'sk_test_...2ef',
    })
  })

  test('a key that the service refuses is not kept, unless nobody is asked', async () => {
    const revoked = 'sk_live_revokedrevokedrevoked'
    expect(await world.login(revoked)).toMatchObject({ code: 4, stderr: expect.stringContaining('Revoked') })
    expect((await world.json(['keys', 'list'])).out).toEqual({ data: [] })
    expect((await world.login(revoked, '--no-verify')).code).toBe(0)
    expect(world.service.live.seen).toHaveLength(1)
  })

  test('on a terminal it asks, and nothing of the key is shown', async () => {
    // A dumb terminal knows no Ctrl-T.
    vi.stubEnv('TERM', 'xterm')
    onTestFinished(() => void vi.unstubAllEnvs())
    const input = new PassThrough()
    const output = new PassThrough()
    let shown = ''
    output.on('data', text => {
      // Ctrl-T is the prompt's own way to show what was typed.
      if (shown === '') setImmediate(() => input.write(`\u0014${liveKey}\r`))
      shown += text
    })
    const terminalOf = (isTty: boolean) => ({
      isTty,
      colour: false,
      columns: 80,
      write: async () => undefined,
    })
    const stdin = {
      isTty: true,
      readText: async () => '',
      readLine: async () => undefined,
      keys: async function* () {},
    }
    const streams = () => ({ input, output })
    const { code } = await world.run(['login'], {
      context: { terminal: { stdout: terminalOf(true), stderr: terminalOf(true), stdin, streams } },
    })
    expect([code, [...(world.keyring?.values() ?? [])]]).toEqual([0, [liveKey]])
    expect(shown).toContain('API key')
    expect(shown).not.toContain(liveKey.slice(8, 14))
  })

  test.each(['', 'nonsense', 'sk_live_with blanks', '0b8f-other-secret'])('%j is no key', async typed => {
    const { code, stderr } = await world.login(typed)
    expect([code, stderr]).toEqual([2, expect.stringContaining('(invalid_key)')])
    if (typed !== '') expect(stderr).not.toContain(typed)
  })

  test('a key that is typed as an argument or a flag is refused, and not repeated', async () => {
    for (const argv of [
      ['login', liveKey],
      ['login', '--api-key', liveKey],
      ['bookings', 'list', '--api-key', liveKey],
    ]) {
      const { code, stdout, stderr } = await world.run(argv)
      expect(code).toBe(2)
      expect(stdout + stderr).not.toContain(liveKey)
    }
  })
})

describe('without a keyring', () => {
  test('keys are in a file that only the user can read, which is said once', async () => {
    await using poor = await accountWorld({ hasKeyring: false })
    const first = await poor.login(liveKey)
    const file = join(poor.env.XDG_CONFIG_HOME ?? '', 'ideadunes', 'keys.json')
    expect(first.stderr).toContain(`There is no keyring here (no D-Bus here): keys are kept in ${file}`)
    expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o600, 0o700])
    expect((await poor.run(['keys', 'add', 'other'], { stdin: testKey })).stderr).not.toContain('keyring')
    expect((await poor.run(['bookings', 'list', '--json'])).code).toBe(0)
    expect(poor.service.live.seen.at(-1)?.headers.authorization).toBe(`Bearer ${liveKey}`)
    const config = Object.entries(poor.files()).filter(([path]) => !path.endsWith('keys.json'))
    expect(config.filter(([, text]) => text.includes(liveKey))).toEqual([])
    await poor.run(['logout'])
    expect(Object.values(poor.files()).join('')).not.toContain(liveKey)
  })

  test('a keyring that went away is told, with what to do', async () => {
    await world.login(liveKey)
    const gone = { openKeyring: async () => 'it is locked' }
    const { code, out } = await world.json(['bookings', 'list'], { context: gone })
    expect([code, out]).toEqual([
      4,
      {
        error: expect.objectContaining({
          code: 'keyring_unavailable',
          message: 'The key sk_live_...7dc is in the keyring: it is locked',
        }),
      },
    ])
  })
})

describe('several keys', () => {
  test('are added, listed, chosen, shown and removed; never printed', async () => {
    await world.login(liveKey)
    await world.login(testKey, '--profile', 'play')
    await world.run(['keys', 'add', 'reports', '--profile', 'default'], { stdin: testKey })
    const { out } = await world.json(['keys', 'list'])
    expect((out as { data: { profile: string; name: string; in_use: boolean }[] }).data).toMatchObject([
      { profile: 'default', name: 'live', key: 'sk_live_...7dc', in_use: true, stored_in: 'keyring' },
      { profile: 'default', name: 'reports', key: 'sk_test_...2ef', in_use: false },
      { profile: 'play', name: 'test', in_use: true, tenant: 'tnt_hosted' },
    ])
    await world.run(['keys', 'use', 'reports', '--profile', 'default'])
    expect((await world.json(['whoami', '--profile', 'default'])).out).toMatchObject({
      mode: 'hosted sandbox',
    })
    // The live key of the profile, for one command.
    expect((await world.json(['whoami', '--profile', 'default', '--live'])).out).toMatchObject({
      mode: 'live',
    })
    expect((await world.json(['keys', 'show', '--profile', 'default'])).out).toMatchObject({
      name: 'reports',
    })
    await world.run(['keys', 'remove', 'reports', '--profile', 'default'])
    expect((await world.json(['keys', 'show', '--profile', 'default'])).out).toMatchObject({ name: 'live' })
    expect(world.keyring?.size).toBe(2)
    await world.run(['logout', '--all'])
    expect(world.keyring?.size).toBe(0)
    expect((await world.json(['keys', 'list'])).out).toEqual({ data: [] })
  })

  test('the profile of the last login is the one in use, and `config set profile` chooses another', async () => {
    await world.login(liveKey)
    await world.login(testKey, '--profile', 'play', '--tenant', 'tnt_play')
    expect((await world.json(['whoami'])).out).toMatchObject({ profile: 'play', tenant: 'tnt_play' })
    await world.run(['config', 'set', 'profile', 'default'])
    expect((await world.json(['whoami'])).out).toMatchObject({ profile: 'default', tenant: null })
  })

  test.each([
    [['keys', 'use', 'lvie'], 'Did you mean live?'],
    [['keys', 'show', '--profile', 'defualt'], 'Did you mean default?'],
    [['bookings', 'list', '--profile', 'defualt'], 'Did you mean default?'],
    [['config', 'set', 'profile', 'nobody'], 'Make it with `ideadunes login`'],
    [['config', 'set', 'tenent', 'a'], 'Did you mean tenant?'],
  ])('%j is a usage error that helps', async (argv, hint) => {
    await world.login(liveKey)
    expect(await world.run(argv)).toMatchObject({ code: 2, stderr: expect.stringContaining(hint) })
  })
})
