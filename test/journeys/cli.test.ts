import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { views } from '../../commands/api/views/index.ts'
import { isProcessAlive } from '../../src/profiles/running-sandboxes.ts'
import { pageOf, type Step, scriptedApi } from '../client/scripted-api.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { findOldNode, root, runFile, runShell, start, startCli } from './built-cli.ts'
import { makePlace, startSandboxWith } from './running-sandbox.ts'

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const oldNode = findOldNode()

function connectedTo(api: { readonly baseUrl: string }) {
  return { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
}

describe('the built command line', () => {
  test.each(['--version', 'version'])('%s prints version, platform and Node in one line', async word => {
    expect(await startCli([word]).ended).toEqual({
      code: 0,
      stderr: '',
      stdout: `ideadunes/${version} ${process.platform}-${process.arch} node-${process.version}\n`,
    })
  })

  test('an unknown flag under --json is one small document', async () => {
    const { stdout, stderr, code } = await startCli(['bookings', 'list', '--nope', '--json']).ended
    expect({ stderr, code }).toEqual({ stderr: '', code: 2 })
    expect(stdout.length).toBeLessThan(500)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'unknown_flag', field: '--nope' } })
  })

  test('--help shows the long texts of the contract', async () => {
    const { stdout, code } = await startCli(['bookings', 'create', '--help']).ended
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/Books a service.*Examples.*resource_unavailable/s),
    ])
  })

  test('the help of the tool, printed without the command line, is what that prints', async () => {
    const [alone, dispatched] = await Promise.all([
      startCli(['--help']).ended,
      startCli(['--help', '--no-color']).ended,
    ])
    expect(alone).toMatchObject({ code: 0, stdout: expect.stringMatching(/^API\n {2}bookings /m) })
    expect(alone).toEqual(dispatched)
  })

  test('openapi prints the whole document into a slow pipe', async () => {
    const { stdout } = await runShell('$CLI openapi | (sleep 0.3; cat)')
    expect(JSON.parse(stdout)).toMatchObject({ openapi: '3.1.0' })
  })

  test('more output than a pipe holds arrives whole, and the exit code with it', async () => {
    await using api = await scriptedApi(bigPage('c1'), { status: 500, text: 'oops' })
    const script = '$CLI bookings list --all --json | (sleep 0.3; cat); echo "exit $' + '{PIPESTATUS[0]}" >&2'
    const { stdout, stderr } = await runShell(script, connectedTo(api))
    expect(stdout.length).toBeGreaterThan(300_000)
    expect(JSON.parse(stdout)).toMatchObject({ next_cursor: 'c1', error: { code: 'unexpected_answer' } })
    expect(stderr).toBe('exit 3\n')
  })

  test('a reader that leaves early, as head does, ends it quietly', async () => {
    await using api = await scriptedApi(bigPage('c1'))
    const script = '$CLI bookings list --all | head -n 1 | cut -c 1-4; echo "exit $' + '{PIPESTATUS[0]}"'
    expect(await runShell(script, connectedTo(api))).toMatchObject({ stdout: 'bk_0\nexit 0\n', stderr: '' })
  })

  test('a missing argument is not taken from a pipe', async () => {
    const { stderr } = await runShell(
      'echo bk_1 | $CLI bookings get',
      connectedTo({ baseUrl: 'http://127.0.0.1:1' }),
    )
    expect(stderr).toContain('`bookings get` needs BOOKING_ID')
  })

  test('Ctrl-C exits with 130', async () => {
    await using api = await scriptedApi('stay silent')
    const { child, ended } = startCli(['bookings', 'list'], connectedTo(api))
    await until(() => api.seen.length > 0)
    child.kill('SIGINT')
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: 'Interrupted.\n' })
  })

  test('completion of an id loads what the list of them needs, and nothing that asks, shows or serves', async () => {
    using folder = temporaryFolder()
    await using api = await scriptedApi(pageOf(['bk_1']))
    const file = join(folder.path, 'modules.txt')
    const hook = new URL('./record-modules.js', import.meta.url).href
    const args = ['--import', hook, runFile, '__complete', '=bk', 'bookings', 'get']
    const { stdout } = await start(process.execPath, args, { ...connectedTo(api), MODULES_FILE: file }).ended
    expect(stdout).toMatch(/^bk_1\t/)
    const loaded = readFileSync(file, 'utf8').split('\n')
    const packages = packagesIn(loaded)
    for (const heavy of [
      'typebox',
      'ajv',
      'kysely',
      'fastify',
      'better-sqlite3',
      '@inquirer/prompts',
      'chalk',
      'ora',
    ]) {
      expect(packages).not.toContain(heavy)
    }
    expect(
      loaded.filter(url => /node_modules|emulator|oclif-host|ask-missing|prompt|help/.test(url)),
    ).toEqual([])
    expect(loaded.filter(url => url.includes('/dist/')).length).toBeLessThan(12)
  })

  test('bookings list loads neither schemas, nor the server, nor the database', async () => {
    using folder = temporaryFolder()
    await using api = await scriptedApi(pageOf(['bk_1']))
    const file = join(folder.path, 'modules.txt')
    const hook = new URL('./record-modules.js', import.meta.url).href
    const args = ['--import', hook, runFile, 'bookings', 'list', '--json']
    expect(
      (await start(process.execPath, args, { ...connectedTo(api), MODULES_FILE: file }).ended).code,
    ).toBe(0)
    const loaded = readFileSync(file, 'utf8').split('\n')
    const packages = packagesIn(loaded)
    expect(packages).toContain('@oclif/core')
    for (const heavy of [
      'typebox',
      'ajv',
      'kysely',
      'fastify',
      'better-sqlite3',
      'mercurius',
      'graphql',
      'undici',
    ]) {
      expect(packages).not.toContain(heavy)
    }
    expect(loaded.filter(url => /node_modules|emulator|cli-table3|help/.test(url))).toEqual([])
    expect(loaded).not.toContain('node:https')
    // Views of other answers are chunks of their own.
    const chunks = readdirSync(new URL('../../dist/', import.meta.url))
    const viewChunks = Object.keys(views).map(view => `cli-${view}.js`)
    expect(chunks).toEqual(expect.arrayContaining(viewChunks))
    expect(loaded.filter(url => viewChunks.some(chunk => url.endsWith(`/${chunk}`)))).toEqual([])
  })
})

test('what a sandbox loads before it is ready has neither validation nor recurrence nor time zones nor GraphQL', () => {
  const before = packagesIn(['/dist/emulator-index.cjs', '/dist/emulator-main.cjs'])
  expect(before).toEqual(expect.arrayContaining(['fastify', 'kysely', 'typebox']))
  for (const late of [
    'ajv',
    'fast-uri',
    'rrule-temporal',
    'temporal-polyfill',
    'graphql',
    'fflate',
    'ical.js',
    '@faker-js/faker',
    // Fastify's own, which nothing here uses.
    'pino',
    'semver',
    '@fastify/ajv-compiler',
    '@fastify/fast-json-stringify-compiler',
  ]) {
    expect(before).not.toContain(late)
  }
})

describe('the starter', () => {
  test.skipIf(oldNode === undefined)(
    'an old Node hands over to the installed one (skipped: no Node < 22 here)',
    async () => {
      const ended = startCli(['bookings', 'lsit'], {}, oldNode).ended
      expect(await ended).toMatchObject({ code: 2, stderr: expect.stringContaining('bookings list') })
      expect((await startCli(['--version'], {}, oldNode).ended).stdout).toMatch(/ node-v(2[2-9]|[3-9]\d)\./)
    },
  )

  test.skipIf(oldNode === undefined)(
    'an old Node passes signals on (skipped: no Node < 22 here)',
    async () => {
      await using api = await scriptedApi('stay silent')
      const { child, ended } = startCli(['bookings', 'list'], connectedTo(api), oldNode)
      await until(() => api.seen.length > 0)
      child.kill('SIGINT')
      expect((await ended).code).toBe(130)
    },
  )

  test.skipIf(oldNode === undefined)(
    'what an old Node has started ends with it, however that ends (skipped: no Node < 22 here)',
    async () => {
      const place = makePlace()
      const sandbox = await startSandboxWith(oldNode ?? '', place)
      const [entry = ''] = readdirSync(join(place.folder, 'state/ideadunes/running'))
      const pid = Number(entry.replace('.json', ''))
      expect(pid).not.toBe(sandbox.started.child.pid)
      const { tookMs } = await sandbox.stop('SIGKILL')
      expect(tookMs).toBeLessThan(2_000)
      await until(() => !isProcessAlive(pid))
      await expect(fetch(`${sandbox.baseUrl}/_sandbox/health`)).rejects.toThrow()
      // It had the time to say goodbye.
      const host = JSON.parse(readFileSync(join(place.folder, 'data/host.json'), 'utf8'))
      expect(host.running).toBeNull()
      place.remove()
    },
  )

  test.skipIf(oldNode === undefined)(
    'an old Node alone says what to do (skipped: no Node < 22 here)',
    async () => {
      using copy = copyOfStarter()
      const { stdout, stderr, code } = await start(oldNode ?? '', [copy.run, 'bookings', 'list'], {}).ended
      expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
      expect(stderr).toMatch(/^ideadunes needs Node 22 or newer, this is v\d+.*\n$/)
    },
  )

  test('without a build it says what to do', async () => {
    using copy = copyOfStarter()
    const { stderr, code } = await start(process.execPath, [copy.run, 'bookings', 'list'], {}).ended
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^ideadunes is not built: run `npm run build` in its folder\n$/),
    ])
  })
})

/** 100 rows of 3 kB. */
function bigPage(nextCursor: string): Step {
  const ids = Array.from({ length: 100 }, (_, number) => `bk_${number}${'x'.repeat(3_000)}`)
  return pageOf(ids, nextCursor)
}

/** The packages in the files of dist/ that were loaded, as the build lists them. */
function packagesIn(urls: readonly string[]): readonly string[] {
  const bundles = JSON.parse(readFileSync(join(root, 'dist/bundles.json'), 'utf8')) as Record<
    string,
    string[]
  >
  return urls.flatMap(url => bundles[url.split('/dist/')[1] ?? ''] ?? [])
}

function copyOfStarter(): Disposable & { readonly run: string } {
  const folder = temporaryFolder()
  mkdirSync(join(folder.path, 'bin'))
  copyFileSync(runFile, join(folder.path, 'bin/run.js'))
  copyFileSync(join(root, 'package.json'), join(folder.path, 'package.json'))
  return { run: join(folder.path, 'bin/run.js'), [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(done => setTimeout(done, 5))
}
