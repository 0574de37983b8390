import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkDatabase } from '../../../commands/doctor/database.ts'
import { checkData, checkNode } from '../../../commands/doctor/machine.ts'
import { checkPort } from '../../../commands/doctor/port.ts'
import { checkClock } from '../../../commands/doctor/services.ts'
import { serveSandbox } from '../../../emulator/server/serve.ts'
import { type RegisteredSandbox, registeredSandbox } from '../registered-sandbox.ts'
import { runCli, temporaryFolder } from '../run-cli.ts'

let sandbox: RegisteredSandbox
beforeAll(async () => {
  sandbox = await registeredSandbox()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

describe('doctor', () => {
  test('tells what it looked at, and ends well where warnings are all there is', async () => {
    const { code, stdout } = await sandbox.run('doctor --json', { context: { now: () => new Date() } })
    const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { name: string; status: string }[] }
    expect([code, ok]).toEqual([0, true])
    expect(checks.map(({ name }) => name)).toEqual([
      'node',
      'config',
      'keyring',
      'data',
      'disk',
      'database',
      'port',
      'sandbox',
      'version',
      'api',
      'clock',
      'plugins',
    ])
    expect(checks.find(({ name }) => name === 'keyring')).toEqual({
      name: 'keyring',
      status: 'warning',
      found: 'there is none: this test has none',
      advice: expect.stringContaining('only you can read'),
    })
  })

  test('without a sandbox and a key has nothing to call, which is no fault', async () => {
    const { code, stdout } = await runCli(['doctor'])
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/✓ sandbox {3}none runs\n.*✓ api {7}no sandbox runs/s),
    ])
  })

  test('an API that is not there fails it, with what to do, and exit code 1', async () => {
    const env = {
      IDEADUNES_BASE_URL: 'http://127.0.0.1:1',
      IDEADUNES_API_KEY: 'sk_test_1',
      IDEADUNES_RETRIES: '0',
    }
    const { code, stdout, stderr } = await runCli(['doctor', '--json'], { env })
    expect([code, stderr]).toEqual([1, ''])
    const { ok, checks } = JSON.parse(stdout)
    expect(ok).toBe(false)
    expect(checks).toContainEqual({
      name: 'api',
      status: 'failed',
      found: expect.any(String),
      advice: expect.any(String),
    })
  })
})

test('an old Node is named', () => {
  expect(checkNode('v20.9.0')).toMatchObject({ status: 'failed', advice: expect.stringContaining('22') })
})

test('the port of the last run, if somebody has it, is named', async () => {
  using folder = temporaryFolder()
  const server = createServer()
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  writeFileSync(join(folder.path, 'host.json'), JSON.stringify({ version: 1, port }))
  expect(await checkPort(undefined, folder.path)).toMatchObject({
    status: 'warning',
    found: `${port}, that of the last run here, cannot be had (EADDRINUSE)`,
  })
  await new Promise(done => server.close(done))
  expect(await checkPort(undefined, folder.path)).toMatchObject({ status: 'ok' })
  const running = { base_url: 'http://127.0.0.1:37701' } as never
  expect(await checkPort(running, folder.path)).toMatchObject({
    status: 'ok',
    found: '37701 has the sandbox that runs',
  })
})

test.each([
  ['Wed, 15 Apr 2026 09:42:11 GMT', 'ok', '0 s'],
  ['Wed, 15 Apr 2026 09:52:11 GMT', 'warning', '600 s behind'],
  ['Wed, 15 Apr 2026 09:32:11 GMT', 'warning', '600 s ahead'],
  [undefined, 'ok', 'does not tell'],
])('a clock that reads %s is %s', (date, status, found) => {
  expect(checkClock(date, new Date('2026-04-15T09:42:11Z'))).toMatchObject({
    status,
    found: expect.stringContaining(found),
  })
})

describe('the data folder', () => {
  const statusOf = (path: string, name: string) => {
    const place = { cwd: path, home: path, platform: 'linux', env: {} }
    return checkData({ place } as never, path).find(check => check.name === name)
  }

  test.skipIf(process.platform === 'win32')('that others can read is named, with how to close it', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'data')
    expect(statusOf(path, 'data')).toMatchObject({
      status: 'ok',
      found: expect.stringContaining('first start'),
    })
    mkdirSync(path)
    chmodSync(path, 0o755)
    expect(statusOf(path, 'data')).toMatchObject({ status: 'warning', advice: `Close it: chmod 700 ${path}` })
    chmodSync(path, 0o700)
    expect(statusOf(path, 'data')).toMatchObject({ status: 'ok' })
  })
})

describe('the database', () => {
  test('that is none, or cut off, is named', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'sandbox.db')
    writeFileSync(file, Buffer.from('hello'))
    expect(await checkDatabase(file, false)).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('no SQLite'),
    })
    const header = Buffer.alloc(4096)
    header.write('SQLite format 3\0', 'latin1')
    header.writeUInt16BE(4096, 16)
    writeFileSync(file, header.subarray(0, 1000))
    expect(await checkDatabase(file, false)).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('cut off'),
    })
  })

  test('of a stopped sandbox is looked at page by page, and left as it is', async () => {
    using folder = temporaryFolder()
    const served = await serveSandbox({
      port: 0,
      folder: folder.path,
      data: folder.path,
      allowLiveKeys: false,
      version: '0.1.0',
      reportBug: () => undefined,
    })
    const file = join(folder.path, 'sandbox.db')
    await served.close()
    const before = readdirSync(folder.path)
    expect(await checkDatabase(file, false)).toMatchObject({
      status: 'ok',
      found: expect.stringContaining('its pages are sound'),
    })
    expect(readdirSync(folder.path)).toEqual(before)
    const bytes = readFileSync(file)
    // The header is whole; a page in the middle is not.
    bytes.fill(0x55, Math.floor(bytes.length / 8192) * 4096, Math.floor(bytes.length / 8192) * 4096 + 4096)
    writeFileSync(file, bytes)
    expect(await checkDatabase(file, false)).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('is damaged'),
      advice: expect.stringContaining('snapshot'),
    })
    // Whoever has it open looks after it.
    expect(await checkDatabase(file, true)).toMatchObject({ status: 'ok' })
  })
})
