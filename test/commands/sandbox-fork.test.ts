import { describe, expect, test } from 'vitest'
import { apiError } from '../client/scripted-api.ts'
import { fakeSandbox } from './fake-sandbox.ts'
import { runCli } from './run-cli.ts'

const view = {
  id: 'fork_1',
  name: 'feature-x',
  kept: false,
  data: ':memory:',
  created_at: '2026-04-15T09:30:00Z',
  expires_at: '2026-04-15T10:30:00Z',
}
const keys = { secret: 'sk_test_new', publishable: 'pk_test_new' }
const made = { status: 201, json: { ...view, keys } }

describe('sandbox fork', () => {
  test('asks for what the flags say, of the sandbox that is named', async () => {
    await using sandbox = await fakeSandbox([made])
    const argv = [
      'sandbox',
      'fork',
      '--name',
      'feature-x',
      '--expires',
      '1h30m',
      '--keep',
      '--sandbox',
      'other',
    ]
    expect((await runCli(argv, { env: sandbox.env })).code).toBe(0)
    expect(sandbox.seen[0]).toMatchObject({ method: 'POST', url: '/_sandbox/forks' })
    expect(JSON.parse(sandbox.seen[0]?.body ?? '')).toEqual({
      name: 'feature-x',
      expires_in_seconds: 5_400,
      keep: true,
    })
    expect(sandbox.seen[0]?.headers['x-sandbox']).toBe('other')
    await runCli(['sandbox', 'fork'], { env: sandbox.env })
    expect([sandbox.seen[1]?.body, sandbox.seen[1]?.headers['x-sandbox']]).toEqual(['{}', undefined])
  })

  test('shows people its keys, that they are not shown again, and what to type next', async () => {
    await using sandbox = await fakeSandbox([made])
    const { stdout, stderr, code } = await runCli(['sandbox', 'fork'], { env: sandbox.env, tty: true })
    expect(code).toBe(0)
    expect(stdout.replace(sandbox.baseUrl, 'BASE')).toBe(
      [
        'Forked BASE as feature-x',
        '  Secret key       sk_test_new',
        '  Publishable key  pk_test_new',
        '  Data             in memory, gone with the sandbox',
        '  Expires          2026-04-15T10:30:00Z',
        '',
      ].join('\n'),
    )
    expect(stderr).toContain('Its keys are not shown again.')
    expect(stderr).toContain('ideadunes bookings list --sandbox feature-x\n')
    expect(stderr).toContain('ideadunes sandbox discard feature-x\n')
  })

  test('shows the id and the file of one that is kept without a name', async () => {
    const kept = { ...view, name: null, kept: true, data: '/data/forks/fork_1.db', expires_at: null, keys }
    await using sandbox = await fakeSandbox([{ status: 201, json: kept }])
    const { stdout } = await runCli(['sandbox', 'fork', '--keep'], { env: sandbox.env, tty: true })
    expect(stdout).toMatch(/as fork_1\n.*Data +\/data\/forks\/fork_1\.db\n +Expires +never\n$/s)
  })

  test('is one fact per line when piped, and one document under --json', async () => {
    await using sandbox = await fakeSandbox([made])
    const piped = await runCli(['sandbox', 'fork'], { env: sandbox.env })
    expect([piped.stderr, piped.stdout]).toEqual([
      '',
      expect.stringContaining(`base_url\t${sandbox.baseUrl}\nid\tfork_1\nname\tfeature-x\n`),
    ])
    expect(piped.stdout).toContain('sk_test_new')
    const json = await runCli(['sandbox', 'fork', '--json'], { env: sandbox.env })
    expect(JSON.parse(json.stdout)).toEqual({ base_url: sandbox.baseUrl, ...made.json })
  })

  test.each(['soon', '0', '-1h'])('refuses the time %s before anything is sent', async expires => {
    await using sandbox = await fakeSandbox([made])
    const argv = ['sandbox', 'fork', `--expires=${expires}`, '--json']
    const { code, stdout } = await runCli(argv, { env: sandbox.env })
    expect([code, sandbox.seen.length]).toEqual([2, 0])
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'invalid_duration', field: '--expires' })
  })

  test('tells a taken name by its flag', async () => {
    const fields = [{ path: '/name', code: 'taken', message: 'is taken: another sandbox is called x' }]
    await using sandbox = await fakeSandbox([apiError(422, 'validation_failed', 'No.', { fields })])
    const { code, stderr } = await runCli(['sandbox', 'fork', '--name', 'x'], { env: sandbox.env })
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining('--name  is taken: another sandbox is called x'),
    ])
  })
})

describe('sandbox discard', () => {
  const gone = { status: 200, json: view }

  test('takes an id or a name, and says what it did', async () => {
    await using sandbox = await fakeSandbox([gone])
    const run = await runCli(['sandbox', 'discard', 'feature-x'], { env: sandbox.env })
    expect(run).toEqual({ stdout: 'Discarded feature-x (fork_1)\n', stderr: '', code: 0 })
    expect(sandbox.seen[0]).toMatchObject({ method: 'DELETE', url: '/_sandbox/forks/feature-x' })
    const tty = await runCli(['sandbox', 'discard', 'a/b'], { env: sandbox.env, tty: true })
    expect([tty.stdout, sandbox.seen[1]?.url]).toEqual([run.stdout, '/_sandbox/forks/a%2Fb'])
  })

  test('says the id of one without a name, and one document under --json', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: { ...view, name: null } }])
    const { stdout } = await runCli(['sandbox', 'discard', 'fork_1'], { env: sandbox.env })
    expect(stdout).toBe('Discarded fork_1\n')
    const json = await runCli(['sandbox', 'discard', 'fork_1', '--json'], { env: sandbox.env })
    expect(JSON.parse(json.stdout)).toEqual({ ...view, name: null })
  })

  test('needs to be told which', async () => {
    await using sandbox = await fakeSandbox([gone])
    const { code, stderr } = await runCli(['sandbox', 'discard'], { env: sandbox.env })
    expect([code, sandbox.seen]).toEqual([2, []])
    expect(stderr).toContain('needs FORK')
  })

  test('tells one that is not there', async () => {
    await using sandbox = await fakeSandbox([apiError(404, 'not_found', 'There is no sandbox x here')])
    const { code, stdout } = await runCli(['sandbox', 'discard', 'x', '--json'], { env: sandbox.env })
    expect([code, JSON.parse(stdout).error]).toMatchObject([3, { code: 'not_found', kind: 'api' }])
  })
})
