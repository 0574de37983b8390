import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../commands/run-cli.ts'
import { liveKey } from '../service/account-world.ts'
import { runShell } from './built-cli.ts'

test('without a keyring a key that comes from stdin is kept in a private file, and read by the next command', async () => {
  using home = temporaryFolder()
  const env = { HOME: home.path, XDG_CONFIG_HOME: join(home.path, 'config'), DEBUG: 'ideadunes' }
  // A mask that would let everybody read, and a bus that is not there.
  const bus = 'DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent'
  const login = await runShell(`umask 000; printf %s ${liveKey} | ${bus} $CLI login --no-verify`, env)
  const file = join(home.path, 'config/ideadunes/keys.json')
  expect([login.code, login.stderr]).toEqual([
    0,
    expect.stringContaining(`keys are kept in ${file}, which only you can read`),
  ])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const { stdout, stderr, code } = await runShell(
    '$CLI whoami --json; $CLI bookings list --dry-run --verbose',
    env,
  )
  expect([code, stdout + stderr]).toEqual([0, expect.stringContaining('Bearer sk_live_...7dc')])
  const removed = await runShell('$CLI logout && $CLI keys list', env)
  expect(removed.stderr).toContain('Forgot sk_live_...7dc')
  expect([login, { stdout, stderr }, removed].map(run => run.stdout + run.stderr).join()).not.toContain(
    liveKey,
  )
})
