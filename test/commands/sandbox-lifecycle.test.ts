import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { apiError, scriptedApi } from '../client/scripted-api.ts'
import { fakeSandbox, frozenClock } from './fake-sandbox.ts'
import { runCli } from './run-cli.ts'

const stopping = { status: 202, json: { status: 'stopping' } }
const ready = { status: 200, json: { status: 'ready', version: '0.1.0' } }

/** Time that passes only by sleeping. */
function fakeTime(whileAsleep: (sleeps: number) => void = () => undefined) {
  let ms = Date.parse('2026-04-15T09:00:00Z')
  let sleeps = 0
  const sleep = async (forMs: number) => {
    ms += forMs
    whileAsleep(++sleeps)
  }
  return { sleep, now: () => new Date(ms), sleeps: () => sleeps }
}

describe('sandbox stop', () => {
  test('waits until the sandbox has left', async () => {
    await using sandbox = await fakeSandbox([stopping])
    const time = fakeTime(sleeps => sleeps === 3 && sandbox.leave())
    const run = await runCli(['sandbox', 'stop'], { env: sandbox.env, context: time })
    expect(run).toEqual({ code: 0, stdout: `Stopped ${sandbox.baseUrl}\n`, stderr: '' })
    expect([time.sleeps(), sandbox.seen.map(({ url }) => url)]).toEqual([3, ['/_sandbox/stop']])
  })

  test('waits for one of another machine until nobody listens', async () => {
    const api = await scriptedApi(stopping, ready)
    const flags = ['--base-url', api.baseUrl, '--control-token', 'ctl_2']
    const time = fakeTime(sleeps => sleeps === 2 && void api[Symbol.asyncDispose]())
    const run = await runCli(['sandbox', 'stop', ...flags, '--json'], { context: time })
    expect([run.code, JSON.parse(run.stdout)]).toEqual([0, { status: 'stopped', base_url: api.baseUrl }])
  })

  test('has nothing to do when none runs', async () => {
    const { stdout, stderr, code } = await runCli(['sandbox', 'stop'])
    expect({ stdout, stderr, code }).toEqual({
      stdout: 'No sandbox of this project is running.\n',
      stderr: '',
      code: 0,
    })
    expect(JSON.parse((await runCli(['sandbox', 'stop', '--json'])).stdout)).toEqual({
      status: 'not_running',
    })
  })

  test('forgets one that was killed, although its process number lives on', async () => {
    await using sandbox = await fakeSandbox([])
    await sandbox.vanish()
    const { stdout, code } = await runCli(['sandbox', 'stop'], { env: sandbox.env })
    expect([code, stdout]).toEqual([0, 'No sandbox of this project is running.\n'])
    expect(sandbox.isListed()).toBe(false)
  })

  test('leaves that of another project alone, and says how to stop it', async () => {
    await using sandbox = await fakeSandbox([stopping], '/other')
    const { stdout, stderr, code } = await runCli(['sandbox', 'stop'], { env: sandbox.env })
    expect([code, stdout, sandbox.seen]).toEqual([0, 'No sandbox of this project is running.\n', []])
    expect(stderr).toContain(`ideadunes sandbox stop --base-url ${sandbox.baseUrl}`)
  })

  test('says what to do when it does not end', async () => {
    await using sandbox = await fakeSandbox([stopping])
    const { stderr, code } = await runCli(['sandbox', 'stop'], { env: sandbox.env, context: fakeTime() })
    expect([code, stderr]).toEqual([5, expect.stringMatching(/did not stop within 10 s.*kill \d+/s)])
  })
})

describe('sandbox wait', () => {
  test('waits until the sandbox of the project is there', async () => {
    await using sandbox = await fakeSandbox([{ status: 503, text: '' }, 'hang up', ready])
    const time = fakeTime()
    const run = await runCli(['sandbox', 'wait'], { env: sandbox.env, context: time })
    expect(run).toEqual({ code: 0, stdout: `Ready on ${sandbox.baseUrl}\n`, stderr: '' })
    expect([time.sleeps(), sandbox.seen[0]?.headers.authorization]).toEqual([2, undefined])
  })

  test('does not take that of another project, unless its URL is given', async () => {
    await using sandbox = await fakeSandbox([ready], '/other')
    const { env } = sandbox
    const argv = ['sandbox', 'wait', '--timeout', '2', '--json']
    const time = fakeTime()
    const { stdout, code } = await runCli(argv, { env, context: time })
    expect([code, JSON.parse(stdout).error.code, time.sleeps()]).toEqual([5, 'not_ready', 20])
    const named = await runCli([...argv, '--base-url', sandbox.baseUrl], { env })
    expect(JSON.parse(named.stdout)).toEqual({ status: 'ready', base_url: sandbox.baseUrl, version: '0.1.0' })
  })

  test('tries once with --timeout 0, and gives up after 30 s unless told', async () => {
    const once = fakeTime()
    expect((await runCli(['sandbox', 'wait', '--timeout', '0'], { context: once })).code).toBe(5)
    const long = fakeTime()
    const { stderr } = await runCli(['sandbox', 'wait'], { context: long })
    expect(stderr).toContain('No sandbox of this project was ready within 30 s')
    expect([once.sleeps(), long.sleeps()]).toEqual([0, 300])
  })

  test('is interrupted with 130', async () => {
    const stop = new AbortController()
    const time = fakeTime(sleeps => sleeps === 2 && stop.abort('SIGINT'))
    const context = { ...time, interrupted: stop.signal, signal: stop.signal }
    expect(await runCli(['sandbox', 'wait'], { context })).toMatchObject({
      code: 130,
      stderr: 'Interrupted.\n',
    })
  })
})

describe('sandbox reset', () => {
  const answer = { status: 200, json: { data_set: 'default', clock: frozenClock } }

  test('with --yes says what it did', async () => {
    await using sandbox = await fakeSandbox([answer])
    const { stdout, stderr, code } = await runCli(['sandbox', 'reset', '--yes'], { env: sandbox.env })
    expect({ stderr, code }).toEqual({
      stderr: expect.stringMatching(/^Event ids may come again.*\n$/),
      code: 0,
    })
    expect(stdout).toBe(
      `Reset ${sandbox.baseUrl} to the example data; its clock shows 2026-04-19T00:00:00Z.\n`,
    )
    const json = await runCli(['sandbox', 'reset', '--json'], { env: { ...sandbox.env, IDEADUNES_YES: '1' } })
    expect(JSON.parse(json.stdout)).toEqual({ base_url: sandbox.baseUrl, ...answer.json })
  })

  test('asks people, naming the data', async () => {
    await using sandbox = await fakeSandbox([answer])
    const no = await runCli(['sandbox', 'reset'], { env: sandbox.env, tty: true, stdin: 'n\n' })
    expect([no.code, sandbox.seen.length]).toEqual([130, 0])
    expect(no.stderr).toContain(`This deletes all data of ${sandbox.baseUrl} (/data/here). Go ahead? (y/N)`)
    const yes = await runCli(['sandbox', 'reset'], { env: sandbox.env, tty: true, stdin: 'y\n' })
    expect([yes.code, sandbox.seen.length]).toEqual([0, 1])
  })

  test.each([[[]], [['--json']]])('needs --yes where nobody can answer %j', async flags => {
    await using sandbox = await fakeSandbox([answer])
    const { stdout, stderr, code } = await runCli(['sandbox', 'reset', ...flags], { env: sandbox.env })
    expect([code, sandbox.seen]).toEqual([2, []])
    expect(stdout + stderr).toContain('Add --yes')
  })

  test('does not reach the data of another project by chance', async () => {
    await using sandbox = await fakeSandbox([answer], join('/', 'other'))
    const argv = ['sandbox', 'reset', '--yes']
    const { stderr, code } = await runCli(argv, { env: sandbox.env })
    expect([code, sandbox.seen]).toEqual([2, []])
    expect(stderr).toContain(`The sandbox that runs belongs to /other (other_project)`)
    expect((await runCli([...argv, '--base-url', sandbox.baseUrl], { env: sandbox.env })).code).toBe(0)
  })
})

test('a failure in between is told as one', async () => {
  await using sandbox = await fakeSandbox([apiError(500, 'internal_error')])
  expect((await runCli(['sandbox', 'stop'], { env: sandbox.env })).code).toBe(3)
})
