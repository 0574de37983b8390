import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DetachWish, FirstWord, Starter } from '../../commands/kernel/detached.ts'
import { fakeEmulator } from './fake-emulator.ts'
import { fakeSandbox } from './fake-sandbox.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const ready: FirstWord = {
  kind: 'ready',
  ready: {
    state: {
      base_url: 'http://127.0.0.1:14400',
      port: 14_400,
      data: '/data/here',
      resumed: true,
      recovered: true,
      keys: { secret: 'sk_test_a', publishable: 'pk_test_b' },
      tenant: 'tnt_clinic',
      pid: 77,
    },
    portNote: '14400, as in the last run on this data',
    crashedPid: 76,
  },
}

type Outcome = FirstWord | { readonly kind: 'ended'; readonly how: string }

/** Stands for the other process: what it writes, and what it says first. */
function otherProcess(word: Outcome | Promise<Outcome>, writes = 'what it writes\n') {
  const wishes: DetachWish[] = []
  const fates: string[] = []
  return {
    wishes,
    fates,
    spawnDetached: async (wish: DetachWish) => {
      wishes.push(wish)
      if (wish.output !== null) writeSync(wish.output, writes)
      return {
        firstWord: Promise.resolve(word),
        ended: Promise.resolve(),
        stop: async () => void fates.push('stopped'),
        release: () => void fates.push('released'),
      }
    },
  }
}

function projectFolder() {
  const folder = temporaryFolder()
  writeFileSync(join(folder.path, 'package.json'), '{}')
  const place = { cwd: folder.path, home: folder.path, platform: 'linux', env: {} }
  const data = join(folder.path, '.ideadunes')
  return { place, data, path: folder.path, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

describe('sandbox start --detach', () => {
  test('comes back when it is ready, with what the start says, its log, and how to stop it', async () => {
    using project = projectFolder()
    const { wishes, fates, spawnDetached } = otherProcess(ready)
    const context = { spawnDetached, place: project.place }
    const { stdout, stderr, code } = await runCli(['sandbox', 'start', '--detach'], { context })
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(stdout.split('\n')[0]).toBe('Ready on http://127.0.0.1:14400')
    expect(stdout).toContain('Port             14400, as in the last run on this data\n')
    expect(stdout).toContain('The last run (pid 76) did not stop cleanly')
    expect(stdout).toContain(`Log              ${join(project.data, 'sandbox.log')}\n`)
    expect(stdout).toContain('It runs in the background until ideadunes sandbox stop.\n')
    expect(stdout).not.toContain('Ctrl-C')
    expect(wishes[0]).toMatchObject({ argv: ['sandbox', 'start'], log: join(project.data, 'sandbox.log') })
    expect(fates).toEqual(['released'])
    expect(readFileSync(join(project.data, '.gitignore'), 'utf8')).toBe('*\n')
  })

  test('under --json prints the document of the start, with status and log', async () => {
    using project = projectFolder()
    const context = { ...otherProcess(ready), place: project.place }
    const { stdout } = await runCli(['sandbox', 'start', '--detach', '--json'], { context })
    expect(JSON.parse(stdout)).toEqual({
      ...ready.ready.state,
      status: 'started',
      log: join(project.data, 'sandbox.log'),
    })
  })

  test('passes its flags on, those of the environment too, and not itself', async () => {
    using project = projectFolder()
    const { wishes, spawnDetached } = otherProcess(ready)
    const argv = ['sandbox', 'start', '--json', '--allow-live-keys', '--allow-origin', 'https://a.test']
    await runCli([...argv, '--allow-origin', 'https://b.test', '--port', '0'], {
      context: {
        spawnDetached,
        place: { ...project.place, env: { IDEADUNES_DETACH: '1', IDEADUNES_PLAN: '2/60/1000' } },
      },
    })
    expect(wishes[0]?.argv).toEqual([
      'sandbox',
      'start',
      '--port=0',
      '--allow-live-keys',
      '--allow-origin=https://a.test',
      '--allow-origin=https://b.test',
      '--plan=2/60/1000',
    ])
  })

  test('keeps the log of this run and of the one before, and no more', async () => {
    using project = projectFolder()
    for (const text of ['first', 'second', 'third']) {
      const context = { ...otherProcess(ready, text), place: project.place }
      await runCli(['sandbox', 'start', '--detach'], { context })
    }
    const logs = readdirSync(project.data).filter(name => name.startsWith('sandbox.log'))
    expect(logs.map(name => [name, readFileSync(join(project.data, name), 'utf8')])).toEqual([
      ['sandbox.log', 'third'],
      ['sandbox.log.1', 'second'],
    ])
  })

  test('writes that of memory into the user’s state folder, one for each project', async () => {
    using project = projectFolder()
    const { wishes, spawnDetached } = otherProcess(ready)
    const context = { spawnDetached, place: project.place }
    const argv = ['sandbox', 'start', '--detach', '--data', ':memory:']
    for (const port of ['', '--port=5001']) await runCli([...argv, port].filter(Boolean), { context })
    const logs = join(project.path, '.local', 'state', 'ideadunes', 'logs')
    expect(wishes.map(({ log }) => log)).toEqual([
      expect.stringMatching(new RegExp(`^${logs}/[0-9a-f]{12}\\.log$`)),
      expect.stringMatching(new RegExp(`^${logs}/[0-9a-f]{12}-5001\\.log$`)),
    ])
    expect(readdirSync(logs)).toHaveLength(2)
    expect(existsSync(project.data)).toBe(false)
  })

  test('starts without a log where none can be written', async () => {
    using project = projectFolder()
    writeFileSync(join(project.path, '.local'), 'a file')
    const { wishes, spawnDetached } = otherProcess(ready)
    const context = { spawnDetached, place: project.place }
    const argv = ['sandbox', 'start', '--detach', '--data', ':memory:', '--json']
    const { stdout, code } = await runCli(argv, { context })
    expect([code, wishes[0], JSON.parse(stdout).log]).toEqual([
      0,
      {
        argv: ['sandbox', 'start', '--data=:memory:'],
        output: null,
        log: null,
        onProgress: expect.any(Function),
      },
      null,
    ])
  })

  test('tells a failure of the other process as its own, and leaves the log of the last run', async () => {
    using project = projectFolder()
    mkdirSync(project.data)
    writeFileSync(join(project.data, 'sandbox.log'), 'last run')
    // Of a start that was killed while it waited.
    writeFileSync(join(project.data, `sandbox.log.${2 ** 22 + 1}`), 'stale')
    const failure = {
      kind: 'usage',
      code: 'port_in_use',
      message: 'Port 5000 is already in use',
      field: '--port',
      hint: 'Stop it, see `ideadunes sandbox stop`.',
    }
    const context = { ...otherProcess({ kind: 'failed', failure }), place: project.place }
    const argv = ['sandbox', 'start', '--detach', '--port', '5000']
    const text = await runCli(argv, { context })
    expect(text).toEqual({
      stdout: '',
      stderr:
        'Error: Port 5000 is already in use (port_in_use)\nHint: Stop it, see `ideadunes sandbox stop`.\n',
      code: 2,
    })
    const json = await runCli([...argv, '--json'], { context })
    expect([json.code, JSON.parse(json.stdout)]).toEqual([2, { error: failure }])
    expect(readdirSync(project.data)).toEqual(['sandbox.log'])
    expect(readFileSync(join(project.data, 'sandbox.log'), 'utf8')).toBe('last run')
  })

  test('tells an end without a word as a bug, with what was written last', async () => {
    using project = projectFolder()
    const word = { kind: 'ended', how: 'by the signal SIGSEGV' } as const
    const context = { ...otherProcess(word, 'Segmentation fault\n'), place: project.place }
    const { stdout, code } = await runCli(['sandbox', 'start', '--detach', '--json'], { context })
    expect([code, JSON.parse(stdout).error]).toMatchObject([
      1,
      {
        code: 'sandbox_ended',
        message: 'The sandbox ended by the signal SIGSEGV before it was ready',
        details: { log: 'Segmentation fault' },
      },
    ])
    expect(readdirSync(project.data)).toEqual(['.gitignore'])
  })

  test('interrupted while it waits it ends the other process', async () => {
    using project = projectFolder()
    const stop = new AbortController()
    const { fates, spawnDetached } = otherProcess(new Promise<never>(() => undefined))
    const context = {
      interrupted: stop.signal,
      signal: stop.signal,
      place: project.place,
      spawnDetached: async (wish: DetachWish) => {
        setTimeout(() => stop.abort('SIGINT'), 5)
        return await spawnDetached(wish)
      },
    }
    const run = await runCli(['sandbox', 'start', '--detach'], { context })
    expect(run).toEqual({ stdout: '', stderr: 'Interrupted.\n', code: 130 })
    expect([fates, readdirSync(project.data)]).toEqual([['stopped', 'released'], ['.gitignore']])
  })
})

describe('sandbox start --detach, where one runs already', () => {
  const keys = { secret: 'sk_test_a', publishable: 'pk_test_b' }
  const argv = ['sandbox', 'start', '--detach', '--data', '/data/here']

  test('says so, how to reach it, and what it did not change', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: { keys } }])
    const options = { env: sandbox.env }
    const text = await runCli([...argv, '--plan', 'free'], options)
    expect([text.code, text.stdout.split('\n')[0]]).toEqual([0, `Already running on ${sandbox.baseUrl}`])
    expect(text.stdout).toContain(`Process     ${process.pid}\n`)
    expect(text.stdout).toContain('ideadunes sandbox stop ends it.')
    expect(text.stderr).toContain('--plan would need a new start')
    const json = await runCli([...argv, '--json', '--port', new URL(sandbox.baseUrl).port], options)
    expect([json.code, JSON.parse(json.stdout)]).toEqual([
      0,
      {
        base_url: sandbox.baseUrl,
        port: Number(new URL(sandbox.baseUrl).port),
        data: '/data/here',
        resumed: true,
        recovered: false,
        keys,
        tenant: 'tnt_clinic',
        pid: process.pid,
        status: 'already_running',
        log: null,
      },
    ])
    expect((await runCli([...argv, '--port', '0'], options)).code).toBe(0)
  })

  test('starts where that is of other data, or on another port than was asked for', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: { keys } }])
    using home = temporaryFolder()
    const { wishes, spawnDetached } = otherProcess(ready)
    const other = ['sandbox', 'start', '--detach', '--data', join(home.path, 'other')]
    for (const words of [
      other,
      [...argv, '--port', '5999'],
      ['sandbox', 'start', '--detach', '--data', ':memory:'],
    ]) {
      const { stdout } = await runCli(words, { env: sandbox.env, context: { spawnDetached } })
      expect(stdout).toContain('Ready on ')
    }
    expect([wishes.length, sandbox.seen]).toEqual([3, []])
  })

  test('starts where its entry is all that is left of it', async () => {
    await using sandbox = await fakeSandbox([])
    await sandbox.vanish()
    const { wishes, spawnDetached } = otherProcess(ready)
    const { code } = await runCli(argv, { env: sandbox.env, context: { spawnDetached } })
    expect([code, wishes.length, sandbox.isListed()]).toEqual([0, 1, false])
  })
})

describe('the process that was started so', () => {
  const starterOf = (words: FirstWord[], log: string | null = '/data/sandbox.log'): Starter => ({
    log,
    tell: async word => void words.push(word),
    tellProgress: () => undefined,
  })

  test('tells that it is ready once it can be found, and writes its log', async () => {
    using home = temporaryFolder()
    const { context } = fakeEmulator()
    const words: FirstWord[] = []
    const running = join(home.path, 'ideadunes', 'running')
    const entries: unknown[] = []
    const starter = {
      log: '/data/sandbox.log',
      tellProgress: () => undefined,
      tell: async (word: FirstWord) => {
        words.push(word)
        entries.push(JSON.parse(readFileSync(join(running, `${process.pid}.json`), 'utf8')))
      },
    }
    const { stdout, stderr } = await runCli(['sandbox', 'start'], {
      context: { ...context, starter },
      env: { XDG_STATE_HOME: home.path },
    })
    expect(words).toMatchObject([{ kind: 'ready', ready: { state: { port: 4332, pid: process.pid } } }])
    expect(entries).toMatchObject([{ log: '/data/sandbox.log' }])
    expect(stdout).toContain('It runs in the background')
    expect(stderr).toBe('Stopped.\n')
  })

  test('tells why it is not ready', async () => {
    const words: FirstWord[] = []
    const argv = ['sandbox', 'start', '--allow-origin', 'nowhere']
    const { code } = await runCli(argv, { context: { starter: starterOf(words) } })
    expect([code, words]).toMatchObject([
      2,
      [{ kind: 'failed', failure: { code: 'invalid_flag', kind: 'usage', field: '--allow-origin' } }],
    ])
  })
})
