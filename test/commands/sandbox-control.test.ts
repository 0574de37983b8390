import { describe, expect, test } from 'vitest'
import { apiError, scriptedApi } from '../client/scripted-api.ts'
import { fakeSandbox, frozenClock } from './fake-sandbox.ts'
import { runCli } from './run-cli.ts'

/** Every command that needs a sandbox that runs, with what it sends. */
const commands: [command: string, sent: string][] = [
  ['sandbox status', 'GET /_sandbox/status'],
  ['sandbox reset --yes', 'POST /_sandbox/reset'],
  ['sandbox seed clinic --yes', 'POST /_sandbox/seed'],
  ['sandbox logs', 'GET /_sandbox/requests?limit=50'],
  ['sandbox logs --follow', 'GET /_sandbox/requests?limit=50&follow=true'],
  ['sandbox tenants create --name B', 'POST /_sandbox/tenants'],
  ['sandbox tenants list', 'GET /_sandbox/tenants'],
  ['sandbox tenants set-plan tnt_b free', 'POST /_sandbox/tenants/tnt_b/plan'],
  ['sandbox keys create', 'POST /_sandbox/keys'],
  ['sandbox keys list', 'GET /_sandbox/keys'],
  ['sandbox keys revoke key_1', 'POST /_sandbox/keys/revoke'],
  ['sandbox faults add cut', 'POST /_sandbox/faults'],
  ['sandbox faults list', 'GET /_sandbox/faults'],
  ['sandbox faults remove flt_1', 'DELETE /_sandbox/faults/flt_1'],
  ['sandbox faults clear', 'DELETE /_sandbox/faults'],
  ['sandbox snapshot save base', 'POST /_sandbox/snapshots'],
  ['sandbox snapshot list', 'GET /_sandbox/snapshots'],
  ['sandbox snapshot restore base --yes', 'POST /_sandbox/snapshots/base/restore'],
  ['sandbox snapshot diff base', 'GET /_sandbox/snapshots/base/diff'],
  ['sandbox snapshot diff base other', 'GET /_sandbox/snapshots/base/diff?with=other'],
  ['sandbox snapshot delete base', 'DELETE /_sandbox/snapshots/base'],
  ['sandbox snapshot export base out.db', 'GET /_sandbox/snapshots/base/file'],
  ['sandbox clock show', 'GET /_sandbox/clock'],
  ['sandbox clock freeze', 'POST /_sandbox/clock/freeze'],
  ['sandbox clock set 2026-04-20T05:00:00Z', 'POST /_sandbox/clock/set'],
  ['sandbox clock advance 1d', 'POST /_sandbox/clock/advance'],
  ['sandbox clock resume', 'POST /_sandbox/clock/resume'],
]

describe.each(commands)('%s', (command, sent) => {
  const argv = command.split(' ')

  test('sends its token to the sandbox that runs, and nothing twice', async () => {
    await using sandbox = await fakeSandbox([apiError(422, 'validation_failed')])
    await runCli(argv, { env: sandbox.env })
    const asked = sandbox.seen.map(({ method, url }) => `${method} ${url}`)
    // An advance looks at the clock meanwhile, to tell how far it is.
    expect(asked.filter(request => request === sent || request !== 'GET /_sandbox/clock')).toEqual([sent])
    expect(sandbox.seen[0]?.headers.authorization).toBe('Bearer ctl_1')
  })

  test('exits with 5 when none runs', async () => {
    const { stdout, stderr, code } = await runCli(argv)
    expect({ stdout, code }).toEqual({ stdout: '', code: 5 })
    expect(stderr).toContain('No local sandbox is running (no_sandbox)')
    expect(stderr).toContain('ideadunes sandbox start')
  })

  test('exits with 5 when nothing listens any more', async () => {
    await using sandbox = await fakeSandbox([])
    await sandbox.vanish()
    const { stdout, stderr, code } = await runCli(argv, { env: sandbox.env })
    expect({ stdout, code }).toEqual({ stdout: '', code: 5 })
    expect(stderr).toContain(`Cannot reach ${sandbox.baseUrl}`)
  })

  test('exits with 4 for a wrong token, with a way out', async () => {
    await using sandbox = await fakeSandbox([apiError(401, 'invalid_control_token', 'Not that one')])
    const { stderr, code } = await runCli([...argv, '--control-token', 'ctl_wrong'], { env: sandbox.env })
    expect([code, sandbox.seen[0]?.headers.authorization]).toEqual([4, 'Bearer ctl_wrong'])
    expect(stderr).toMatch(/^Error: Not that one \(invalid_control_token\)\nHint: /)
  })

  test('under --json keeps a refusal one document', async () => {
    await using sandbox = await fakeSandbox([apiError(422, 'validation_failed', 'No.')])
    const { stdout, stderr, code } = await runCli([...argv, '--json'], { env: sandbox.env })
    expect({ stderr, code }).toEqual({ stderr: '', code: 3 })
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'validation_failed', kind: 'api', message: 'No.' })
  })

  test('is interrupted with 130', async () => {
    await using sandbox = await fakeSandbox(['stay silent'])
    const stop = new AbortController()
    setTimeout(() => stop.abort('SIGINT'), 30)
    const context = { interrupted: stop.signal, signal: stop.signal }
    expect((await runCli(argv, { env: sandbox.env, context })).code).toBe(130)
  })
})

describe('a sandbox by its URL', () => {
  test('is found in the registry with its token, with or without /v2', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: frozenClock }], '/other')
    const argv = ['sandbox', 'clock', 'show', '--base-url', `${sandbox.baseUrl}/v2`]
    expect((await runCli(argv, { env: sandbox.env })).code).toBe(0)
    expect(sandbox.seen[0]?.headers.authorization).toBe('Bearer ctl_1')
  })

  test('that is not of this machine needs a token; that of another sandbox does not go there', async () => {
    await using sandbox = await fakeSandbox([])
    await using elsewhere = await scriptedApi({ status: 200, json: frozenClock })
    const argv = ['sandbox', 'clock', 'show', '--base-url', elsewhere.baseUrl]
    const { stderr, code } = await runCli(argv, { env: sandbox.env })
    expect([code, elsewhere.seen, sandbox.seen]).toEqual([4, [], []])
    expect(stderr).toContain('missing_control_token')
    const env = { ...sandbox.env, IDEADUNES_CONTROL_TOKEN: 'ctl_env' }
    expect((await runCli(argv, { env })).code).toBe(0)
    expect(elsewhere.seen[0]?.headers.authorization).toBe('Bearer ctl_env')
  })
})
