import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AsyncEntry } from '@napi-rs/keyring'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../commands/run-cli.ts'
import { runShell } from '../journeys/built-cli.ts'
import { liveKey, testKey } from '../service/account-world.ts'

/**
 * The built command line and a real Secret Service: run by `.ci/run` through `with-secret-service.sh`, for it needs packages of
 * the system. What there is without one is tested in test/commands/account and test/journeys.
 */
const bus = process.env.DBUS_SESSION_BUS_ADDRESS ?? ''

let home: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  home = temporaryFolder()
})
afterEach(() => home[Symbol.dispose]())

const type = (script: string, env: Record<string, string> = {}) =>
  runShell(script, {
    HOME: home.path,
    XDG_CONFIG_HOME: join(home.path, 'config'),
    XDG_STATE_HOME: join(home.path, 'state'),
    DBUS_SESSION_BUS_ADDRESS: bus,
    ...env,
  })

function inFiles(text: string): boolean {
  const files = readdirSync(home.path, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  return files.some(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1').includes(text))
}

function configOf() {
  return JSON.parse(readFileSync(join(home.path, 'config/ideadunes/config.json'), 'utf8'))
}

const inKeyring = (item: string) =>
  new AsyncEntry('ideadunes', item, { linux: { store: 'secret-service' } }).getPassword()

describe('a real Secret Service', () => {
  test('keeps keys, gives them to the next command, and forgets them', async () => {
    const login = await type(`printf %s ${liveKey} | $CLI login --no-verify`)
    expect([login.code, login.stderr]).toEqual([0, expect.stringContaining('Kept sk_live_...7dc')])
    expect(login.stderr).not.toContain('no keyring')
    await type(`printf %s ${testKey} | $CLI keys add --no-verify`)
    const { keys } = configOf().profiles.default
    expect([await inKeyring(keys.live.item), await inKeyring(keys.test.item)]).toEqual([liveKey, testKey])
    expect([inFiles(liveKey), inFiles(testKey)]).toEqual([false, false])
    // Read in another process.
    expect(JSON.parse((await type('$CLI whoami --json')).stdout)).toMatchObject({
      mode: 'live',
      key: 'sk_live_...7dc',
    })
    const dry = await type('$CLI bookings list --dry-run')
    expect(dry.stdout).toContain('authorization: Bearer sk_live_...7dc')
    expect((await type('$CLI logout --json')).code).toBe(0)
    expect([await inKeyring(keys.live.item), await inKeyring(keys.test.item)]).toEqual([null, null])
  })

  test('of two config folders the same profile has two keys', async () => {
    await type(`printf %s ${liveKey} | $CLI login --no-verify`)
    const other = { XDG_CONFIG_HOME: join(home.path, 'other') }
    await type(`printf %s ${testKey} | $CLI login --no-verify`, other)
    expect(JSON.parse((await type('$CLI whoami --json')).stdout).mode).toBe('live')
    expect(JSON.parse((await type('$CLI whoami --json', other)).stdout).mode).toBe('hosted sandbox')
    await type('$CLI logout', other)
    expect(JSON.parse((await type('$CLI whoami --json')).stdout).key).toBe('sk_live_...7dc')
  })

  test('that is gone is told; IDEADUNES_KEYRING=off takes the file', async () => {
    await type(`printf %s ${liveKey} | $CLI login --no-verify`)
    const gone = await type('$CLI whoami --json', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' })
    expect([gone.code, JSON.parse(gone.stdout).error.code]).toEqual([4, 'keyring_unavailable'])
    const off = await type(`printf %s ${testKey} | $CLI login --no-verify`, { IDEADUNES_KEYRING: 'off' })
    expect(off.stderr).toContain('There is no keyring here (IDEADUNES_KEYRING is off)')
    expect([inFiles(testKey), inFiles(liveKey)]).toEqual([true, false])
  })
})
