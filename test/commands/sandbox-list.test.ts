import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { registerSandbox } from '../../src/profiles/running-sandboxes.ts'
import { apiError, scriptedApi } from '../client/scripted-api.ts'
import { fakeSandbox, frozenClock } from './fake-sandbox.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const main = {
  id: 'main',
  name: null,
  kept: true,
  data: '/data/here',
  created_at: '2026-04-15T09:00:00Z',
  expires_at: null,
}
const fork = {
  id: 'fork_1',
  name: 'feature-x',
  kept: false,
  data: ':memory:',
  created_at: '2026-04-15T09:30:00Z',
  expires_at: '2026-04-15T10:30:00Z',
}
const unnamed = {
  ...fork,
  id: 'fork_2',
  name: null,
  kept: true,
  data: '/data/here/forks/fork_2.db',
  expires_at: null,
}

/** Answers both questions of the list, in whatever order they come. */
async function answering(forks: readonly object[]) {
  const both = { ...frozenClock, data: [main, ...forks] }
  return await fakeSandbox([{ status: 200, json: both }])
}

/** Another one of this machine; the process that runs this test has a parent, which lives. */
function register(state: string, baseUrl: string, project: string | null): void {
  registerSandbox(join(state, 'ideadunes', 'running'), {
    pid: process.ppid,
    base_url: baseUrl,
    project,
    data: ':memory:',
    secret_key: 'sk_test_1',
    control_token: 'ctl_2',
    tenant: 'tnt_clinic',
    started_at: '2026-04-15T08:00:00.000Z',
    log: '/state/logs/a.log',
  })
}

const text = (output: string, ...urls: string[]) =>
  urls
    .reduce((all, url, at) => all.replaceAll(url, `URL${at}`), output)
    .replaceAll(String(process.pid), 'PID')
    .replaceAll(String(process.ppid), 'PPID')
    .replaceAll(/ {2,}/g, '  ')

test('shows people each sandbox with its forks, the newest first, and marks their own', async () => {
  await using sandbox = await answering([fork, unnamed])
  await using other = await scriptedApi({ status: 200, json: { ...frozenClock, mode: 'real', data: [main] } })
  register(sandbox.env.XDG_STATE_HOME ?? '', other.baseUrl, '/projects/shop')
  const { stdout, stderr, code } = await runCli(['sandbox', 'list'], {
    env: sandbox.env,
    tty: true,
    columns: 250,
  })
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  expect(text(stdout, sandbox.baseUrl, other.baseUrl)).toMatchInlineSnapshot(`
    "  address  pid  since  clock  project  data
    *  URL0  PID  2026-04-15T09:00:00Z  frozen 2026-04-19T00:00:00Z  none  /data/here
      fork feature-x  2026-04-15T09:30:00Z  in memory, until 2026-04-15T10:30:00Z
      fork fork_2  2026-04-15T09:30:00Z  /data/here/forks/fork_2.db
      URL1  PPID  2026-04-15T08:00:00Z  real  /projects/shop  in memory
    "
  `)
})

test('leaves out on a narrow terminal what matters least', async () => {
  await using sandbox = await answering([])
  const { stdout } = await runCli(['sandbox', 'list'], { env: sandbox.env, tty: true, columns: 60 })
  expect(stdout).toContain(sandbox.baseUrl)
  expect(stdout).not.toContain('/data/here')
})

test('is one line of the same columns for each when piped', async () => {
  await using sandbox = await answering([fork])
  const { stdout } = await runCli(['sandbox', 'list'], { env: sandbox.env })
  const shared = `*\t${sandbox.baseUrl}`
  expect(stdout.split('\n')).toEqual([
    `${shared}\tmain\t\t${process.pid}\t2026-04-15T09:00:00Z\tfrozen 2026-04-19T00:00:00Z\t\t/data/here\t\t`,
    `${shared}\tfork_1\tfeature-x\t${process.pid}\t2026-04-15T09:30:00Z\t\t\t:memory:\t2026-04-15T10:30:00Z\t`,
    '',
  ])
})

test('is one document under --json, without keys and tokens', async () => {
  await using sandbox = await answering([fork])
  const { stdout, code } = await runCli(['sandbox', 'list', '--json'], { env: sandbox.env })
  const { data } = JSON.parse(stdout)
  expect([code, data]).toMatchObject([
    0,
    [
      {
        base_url: sandbox.baseUrl,
        project: null,
        own: true,
        pid: process.pid,
        started_at: '2026-04-15T09:00:00.000Z',
        data: '/data/here',
        log: null,
        clock: frozenClock,
        forks: [fork],
        error: null,
      },
    ],
  ])
  expect(Object.keys(data[0])).toHaveLength(10)
  expect(stdout).not.toMatch(/sk_test_|ctl_/)
})

test('says which does not answer and why, and shows the others', async () => {
  await using sandbox = await answering([])
  await using refusing = await scriptedApi(apiError(401, 'invalid_control_token', 'Not that one'))
  register(sandbox.env.XDG_STATE_HOME ?? '', refusing.baseUrl, '/projects/shop')
  const shown = await runCli(['sandbox', 'list'], { env: sandbox.env, tty: true, columns: 250 })
  expect(shown.code).toBe(0)
  expect(shown.stdout).toContain('does not answer')
  expect(shown.stdout).toContain(sandbox.baseUrl)
  expect(shown.stderr).toBe(`${refusing.baseUrl} (process ${process.ppid}) does not answer: Not that one\n`)
  await sandbox.vanish()
  const json = await runCli(['sandbox', 'list', '--json'], { env: sandbox.env })
  expect([json.code, json.stderr]).toEqual([0, ''])
  expect(JSON.parse(json.stdout).data).toMatchObject([
    { base_url: sandbox.baseUrl, clock: null, forks: [], error: { code: 'unreachable' } },
    { base_url: refusing.baseUrl, error: { code: 'invalid_control_token', message: 'Not that one' } },
  ])
})

test('waits two seconds for one that is silent, not more', async () => {
  await using sandbox = await fakeSandbox(['stay silent'])
  const { timeout } = AbortSignal
  const asked = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 20))
  const { stdout } = await runCli(['sandbox', 'list', '--json'], { env: sandbox.env })
  expect(JSON.parse(stdout).data[0].error).toEqual({ code: 'timeout', message: 'no answer within 2 s' })
  expect(asked.mock.calls).toEqual([[2_000]])
  asked.mockRestore()
})

test('is empty where none runs, which is no error', async () => {
  expect(await runCli(['sandbox', 'list'])).toEqual({
    stdout: '',
    stderr: 'No sandbox is running. Start one: ideadunes sandbox start\n',
    code: 0,
  })
  expect(JSON.parse((await runCli(['sandbox', 'list', '--json'])).stdout)).toEqual({ data: [] })
})

test('is interrupted with 130', async () => {
  await using sandbox = await fakeSandbox(['stay silent'])
  const stop = new AbortController()
  setTimeout(() => stop.abort('SIGINT'), 30)
  const context = { interrupted: stop.signal, signal: stop.signal }
  expect(await runCli(['sandbox', 'list'], { env: sandbox.env, context })).toEqual({
    stdout: '',
    stderr: 'Interrupted.\n',
    code: 130,
  })
})

test('each of two checkouts reaches its own', async () => {
  using one = temporaryFolder()
  using two = temporaryFolder()
  await using first = await scriptedApi({ status: 200, json: frozenClock })
  await using second = await scriptedApi({ status: 200, json: { ...frozenClock, mode: 'real' } })
  using state = temporaryFolder()
  const registry = join(state.path, 'ideadunes', 'running')
  for (const [folder, api, pid] of [
    [one.path, first, process.pid],
    [two.path, second, process.ppid],
  ] as const) {
    registerSandbox(registry, {
      pid,
      base_url: api.baseUrl,
      project: folder,
      data: join(folder, '.ideadunes'),
      secret_key: 'sk_test_1',
      control_token: 'ctl_1',
      tenant: 'tnt_clinic',
      started_at: '2026-04-15T09:00:00.000Z',
    })
  }
  const showIn = async (cwd: string) => {
    mkdirSync(join(cwd, '.ideadunes'), { recursive: true })
    const place = { cwd, home: cwd, platform: 'linux', env: { XDG_STATE_HOME: state.path } }
    return JSON.parse((await runCli(['sandbox', 'clock', 'show', '--json'], { context: { place } })).stdout)
      .mode
  }
  expect([await showIn(one.path), await showIn(two.path)]).toEqual(['frozen', 'real'])
})
