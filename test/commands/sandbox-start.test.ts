import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exampleStart } from '../../commands/sandbox/ready-text.ts'
import type { ServeOptions } from '../../src/control/served-sandbox.ts'
import { Failure } from '../../src/failure/failure.ts'
import { fakeEmulator } from './fake-emulator.ts'
import { fakeSandbox } from './fake-sandbox.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

describe('sandbox start', () => {
  test('says that it is ready on the first line, what to type next, and stops with 130 on Ctrl-C', async () => {
    const { context, started, state } = fakeEmulator()
    const { stdout, stderr, code } = await runCli(['sandbox', 'start'], { context })
    expect({ code, stderr, closed: state.closed }).toEqual({ code: 130, stderr: 'Stopped.\n', closed: 1 })
    expect(started[0]).toMatchObject({
      allowLiveKeys: false,
      version: '0.1.0',
      typedName: 'ideadunes',
    })
    expect(started[0]).not.toHaveProperty('port')
    expect(stdout.split('\n')[0]).toBe('Ready on http://127.0.0.1:4332')
    expect(stdout).toContain('sk_test_a')
    expect(stdout).toContain('pk_test_b')
    expect(stdout).toContain('ideadunes bookings create --customer-id cust_priya_01')
    expect(stdout).toContain('--start-at 2026-04-20T05:00:00Z')
    expect(stdout).toContain("curl -s http://127.0.0.1:4332/v2/bookings -H 'Authorization: Bearer sk_test_a'")
  })

  test('on used data shows a start of its own, and says what a taken one brings', async () => {
    const { context, state } = fakeEmulator()
    state.resumed = true
    const { stdout } = await runCli(['sandbox', 'start'], { context })
    expect(stdout).toContain('--start-at 2026-04-16T05:00:00Z')
    expect(stdout).toContain('If that time is taken, the answer names the next free ones.')
  })

  test('ends with 0 when somebody asks for it through the API', async () => {
    const { context, state } = fakeEmulator()
    state.endsBy = 'api'
    const { stderr, code } = await runCli(['sandbox', 'start'], { context })
    expect({ code, stderr, closed: state.closed }).toEqual({ code: 0, stderr: 'Stopped.\n', closed: 1 })
  })

  test('leaves the registry only when its files are closed, with the token that opens it', async () => {
    using home = temporaryFolder()
    const { context } = fakeEmulator()
    const file = join(home.path, 'ideadunes', 'running', `${process.pid}.json`)
    const whileClosing: unknown[] = []
    const serveSandbox = async (options: ServeOptions) => {
      const served = await context.serveSandbox(options)
      return Object.assign(served, {
        close: async () => void whileClosing.push(JSON.parse(readFileSync(file, 'utf8'))),
      })
    }
    const env = { XDG_STATE_HOME: home.path }
    await runCli(['sandbox', 'start'], { context: { ...context, serveSandbox }, env })
    expect(whileClosing).toMatchObject([{ control_token: 'ctl_a', secret_key: 'sk_test_a' }])
    expect(existsSync(file)).toBe(false)
  })

  test('passes on plan and origins, from flags or the environment', async () => {
    const { context, started } = fakeEmulator()
    const origins = ['--allow-origin', 'https://Shop.test/', '--allow-origin', 'http://10.0.0.7:5173']
    await runCli(['sandbox', 'start', '--plan', '5/200/10000', ...origins], { context })
    const env = { IDEADUNES_PLAN: 'free', IDEADUNES_ALLOW_ORIGIN: 'https://a.test,https://b.test' }
    await runCli(['sandbox', 'start'], { context: fakeEmulator(started).context, env })
    expect(started).toMatchObject([
      { plan: '5/200/10000', allowOrigins: ['https://shop.test', 'http://10.0.0.7:5173'] },
      { plan: 'free', allowOrigins: ['https://a.test', 'https://b.test'] },
    ])
  })

  test('passes on where it listens and by which names it is called, from flags or the environment', async () => {
    const { context, started } = fakeEmulator()
    const names = [
      '--allow-host',
      'Host.Docker.Internal.',
      '--allow-host',
      'my_api',
      '--allow-host',
      '[FD00::7]',
    ]
    await runCli(['sandbox', 'start', '--host', '0.0.0.0', ...names], { context })
    const env = { IDEADUNES_HOST: '::', IDEADUNES_ALLOW_HOST: 'api,host.docker.internal' }
    await runCli(['sandbox', 'start'], { context: fakeEmulator(started).context, env })
    expect(started).toMatchObject([
      { host: '0.0.0.0', allowHosts: ['host.docker.internal', 'my_api', 'fd00::7'] },
      { host: '::', allowHosts: ['api', 'host.docker.internal'] },
    ])
  })

  test('says loudly who may call, and nothing where nobody else may', async () => {
    const words = (...argv: string[]) =>
      runCli(['sandbox', 'start', ...argv], { context: fakeEmulator().context })
    for (const json of [[], ['--json']]) {
      const { stderr, stdout } = await words(
        '--host',
        '0.0.0.0',
        '--allow-host',
        'api',
        '--allow-host',
        'web',
        ...json,
      )
      expect(stderr).toContain(
        'Warning: it listens on 0.0.0.0. Whoever reaches this machine over the network can call it',
      )
      expect(stderr).toContain('Warning: it also answers to the names api and web.')
      expect(stdout).not.toContain('Warning')
    }
    for (const host of ['127.0.0.1', 'localhost', '::1', '127.0.0.2'])
      expect((await words('--host', host)).stderr).toBe('Stopped.\n')
    expect((await words('--allow-host', 'api')).stderr).toBe(
      'Warning: it also answers to the name api. Whoever owns it can let web pages call the sandbox.\nStopped.\n',
    )
  })

  test.each([
    ['--host', '0.0.0.0:4332'],
    ['--host', 'http://0.0.0.0'],
    ['--host', '*'],
    ['--host', ''],
    ['--allow-host', '*'],
    ['--allow-host', '*.example'],
    ['--allow-host', 'api:4332'],
    ['--allow-host', 'http://api'],
    ['--allow-host', 'a b'],
    ['--allow-host', 'a/b'],
  ])('refuses %s %j, which would never match', async (flag, value) => {
    const { context, started } = fakeEmulator()
    const { code, stderr } = await runCli(['sandbox', 'start', flag, value], { context })
    expect([code, started]).toEqual([2, []])
    expect(stderr).toContain(flag)
  })

  test('passes on where webhooks go and when they are repeated, from flags or the environment', async () => {
    const { context, started } = fakeEmulator()
    const hosts = ['--webhooks-to', 'Hooks.Example.com.', '--webhooks-to', '[FD00::7]']
    await runCli(['sandbox', 'start', ...hosts, '--webhook-retries', 'local'], { context })
    const env = { IDEADUNES_WEBHOOKS_TO: '192.168.1.7,any', IDEADUNES_WEBHOOK_RETRIES: 'none' }
    await runCli(['sandbox', 'start'], { context: fakeEmulator(started).context, env })
    expect(started).toMatchObject([
      { webhooksTo: ['hooks.example.com', 'fd00::7'], webhookRetries: 'local' },
      { webhooksTo: 'any', webhookRetries: 'none' },
    ])
  })

  test.each(['https://hooks.example.com', 'hooks.example.com:8080', 'hooks.example.com/path', 'a b', '*'])(
    'refuses %s as a host that webhooks may go to',
    async host => {
      const { context, started } = fakeEmulator()
      const { code, stderr } = await runCli(['sandbox', 'start', '--webhooks-to', host], { context })
      expect([code, started]).toEqual([2, []])
      expect(stderr).toContain(`--webhooks-to must be a host, not ${host}`)
    },
  )

  test('refuses a schedule of retries that is none', async () => {
    const { stderr, code } = await runCli(['sandbox', 'start', '--webhook-retries', 'daily'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('must be one of spec, svix, local, none')])
  })

  test.each(['*', 'shop.test', 'https://shop.test/cart', 'file:///x', 'https://me@shop.test'])(
    'refuses the origin %s, which no browser sends',
    async origin => {
      const { context, started } = fakeEmulator()
      const { code, stderr } = await runCli(['sandbox', 'start', '--allow-origin', origin], { context })
      expect([code, started]).toEqual([2, []])
      expect(stderr).toContain(`--allow-origin must be a web origin, not ${origin}`)
    },
  )

  test('under --json prints one document', async () => {
    const { context } = fakeEmulator()
    const { stdout } = await runCli(['sandbox', 'start', '--json', '--data', ':memory:', '--port', '9'], {
      context,
    })
    expect(JSON.parse(stdout)).toEqual({
      base_url: 'http://127.0.0.1:9',
      port: 9,
      data: ':memory:',
      resumed: false,
      recovered: false,
      keys: { secret: 'sk_test_a', publishable: 'pk_test_b' },
      tenant: 'tnt_clinic',
      pid: process.pid,
    })
  })

  test('takes its flags from the environment too', async () => {
    const { context, started } = fakeEmulator()
    const env = { IDEADUNES_PORT: '5000', IDEADUNES_DATA: ':memory:', IDEADUNES_ALLOW_LIVE_KEYS: 'true' }
    await runCli(['sandbox', 'start'], { context, env })
    expect(started[0]).toMatchObject({ port: 5000, data: ':memory:', allowLiveKeys: true })
  })

  test('is found while it runs, and no longer', async () => {
    using home = temporaryFolder()
    const { context, state } = fakeEmulator()
    const folder = join(home.path, 'ideadunes', 'running')
    const seen: string[] = []
    const serveSandbox = async (options: ServeOptions) => {
      const served = await context.serveSandbox(options)
      state.stop.signal.addEventListener('abort', () => seen.push(...readdirSync(folder)))
      return served
    }
    await runCli(['sandbox', 'start'], {
      context: { ...context, serveSandbox },
      env: { XDG_STATE_HOME: home.path },
    })
    expect([seen, readdirSync(folder)]).toEqual([[`${process.pid}.json`], []])
  })

  test('runs without a registry, and says what that means', async () => {
    using home = temporaryFolder()
    writeFileSync(join(home.path, 'file'), '')
    const { context } = fakeEmulator()
    const { stderr, code } = await runCli(['sandbox', 'start'], {
      context,
      env: { XDG_STATE_HOME: join(home.path, 'file') },
    })
    expect(code).toBe(130)
    expect(stderr).toContain('Other commands will not find this sandbox')
  })

  test("keeps a project's data in .ideadunes, out of git", async () => {
    using project = temporaryFolder()
    writeFileSync(join(project.path, 'package.json'), '{}')
    mkdirSync(join(project.path, 'src'))
    const { context, started } = fakeEmulator()
    const place = { cwd: join(project.path, 'src'), home: project.path, platform: 'linux', env: {} }
    await runCli(['sandbox', 'start'], { context: { ...context, place } })
    expect(started[0]?.data).toBe(join(project.path, '.ideadunes'))
    expect(readFileSync(join(project.path, '.ideadunes', '.gitignore'), 'utf8')).toBe('*\n')
    expect(existsSync(join(project.path, 'src', '.ideadunes'))).toBe(false)
  })

  test('tells a failure of the emulator by its code', async () => {
    const context = {
      serveSandbox: async () => {
        throw new Failure('usage', 'port_in_use', 'Port 4332 is taken', { hint: 'Give another --port.' })
      },
    }
    const { stderr, code } = await runCli(['sandbox', 'start', '--data', ':memory:'], { context })
    expect([code, stderr]).toEqual([
      2,
      'Error: Port 4332 is taken (port_in_use)\nHint: Give another --port.\n',
    ])
  })

  test.each([
    [
      { reason: 'kept', port: 14_400, taken: null },
      'Port             4332, as in the last run on this data\n',
    ],
    [
      { reason: 'derived', taken: 4332, keep: true },
      '4332, because 4332 is taken; the next run takes it again\n',
    ],
    [{ reason: 'derived', taken: 14_400, keep: false }, '4332, because 14400 is taken, for this run\n'],
  ] as const)('says in one line why it is on its port: %j', async (choice, line) => {
    const { context, state } = fakeEmulator()
    state.portChoice = { ...state.portChoice, ...choice }
    expect((await runCli(['sandbox', 'start'], { context })).stdout).toContain(line)
  })

  test.each(['ordinary', 'asked', 'any'] as const)('does not where that is no news: %s', async reason => {
    const { context, state } = fakeEmulator()
    state.portChoice = { ...state.portChoice, reason }
    expect((await runCli(['sandbox', 'start'], { context })).stdout).not.toMatch(/^ +Port /m)
  })

  test('says that the last run did not stop cleanly, and goes on', async () => {
    const { context, state } = fakeEmulator()
    state.crashed = { pid: 77, since: '2026-04-15T09:00:00.000Z' }
    const { stdout } = await runCli(['sandbox', 'start'], { context })
    expect(stdout.split('\n')[0]).toBe('Ready on http://127.0.0.1:4332')
    expect(stdout).toContain('The last run (pid 77) did not stop cleanly; everything it answered is here.\n')
    const again = fakeEmulator()
    again.state.crashed = state.crashed
    const json = await runCli(['sandbox', 'start', '--json'], { context: again.context })
    expect(JSON.parse(json.stdout)).toMatchObject({ recovered: true })
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])(
    'interrupted by %s before it is ready it closes, and says nothing of being ready',
    async (signal, code) => {
      const { context, state } = fakeEmulator()
      const serveSandbox = async (options: ServeOptions) => {
        // As a signal comes: when the event loop turns.
        setImmediate(() => state.stop.abort(signal))
        return await context.serveSandbox(options)
      }
      using home = temporaryFolder()
      const options = { context: { ...context, serveSandbox }, env: { XDG_STATE_HOME: home.path } }
      const run = await runCli(['sandbox', 'start'], options)
      expect(run).toEqual({ stdout: '', stderr: 'Interrupted.\n', code })
      expect([state.closed, existsSync(join(home.path, 'ideadunes'))]).toEqual([1, false])
      const json = await runCli(['sandbox', 'start', '--json'], options)
      expect([json.code, JSON.parse(json.stdout).error.code]).toEqual([code, 'interrupted'])
      // The second time it was interrupted before the emulator was asked at all.
      expect(state.closed).toBe(1)
    },
  )

  test.each(['SIGTERM', 'SIGHUP'])('ends with 0 by %s once it was ready', async signal => {
    const { context, state } = fakeEmulator()
    state.endsBy = signal
    const { stderr, code } = await runCli(['sandbox', 'start'], { context })
    expect({ code, stderr, closed: state.closed }).toEqual({ code: 0, stderr: 'Stopped.\n', closed: 1 })
  })

  test('leaves the registry although closing fails', async () => {
    using home = temporaryFolder()
    const { context } = fakeEmulator()
    const serveSandbox = async (options: ServeOptions) =>
      Object.assign(await context.serveSandbox(options), {
        close: async () => {
          throw new Error('the disk is gone')
        },
      })
    const env = { XDG_STATE_HOME: home.path }
    const { stderr, code } = await runCli(['sandbox', 'start'], {
      context: { ...context, serveSandbox },
      env,
    })
    expect([code, stderr]).toEqual([1, expect.stringContaining('the disk is gone')])
    expect(readdirSync(join(home.path, 'ideadunes', 'running'))).toEqual([])
  })

  test('names the sandbox that has the data', async () => {
    await using running = await fakeSandbox([])
    const serveSandbox = async () => {
      throw new Failure('usage', 'data_in_use', 'Another sandbox is running on /data/here', {
        hint: 'Use it.',
      })
    }
    const argv = ['sandbox', 'start', '--data', '/data/here']
    const { stderr, code } = await runCli(argv, { context: { serveSandbox }, env: running.env })
    expect([code, stderr]).toEqual([
      2,
      'Error: Another sandbox is running on /data/here (data_in_use)\n' +
        `Hint: It answers on ${running.baseUrl}, process ${process.pid}. Use it.\n`,
    ])
  })

  test('refuses a port that is none', async () => {
    expect((await runCli(['sandbox', 'start', '--port', '70000'])).stderr).toContain('from 0 to 65535')
  })
})

test.each([
  ['a Wednesday', '2026-04-15T09:42:11Z', '2026-04-16T05:00:00Z'],
  ['a Saturday, over the Sunday', '2026-04-18T09:00:00Z', '2026-04-20T05:00:00Z'],
  ['the end of a month', '2026-04-30T23:59:59Z', '2026-05-01T05:00:00Z'],
])('the example starts in working hours after %s', (_, now, expected) => {
  expect(exampleStart(new Date(now))).toBe(expected)
})
