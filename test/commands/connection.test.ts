import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type RunningSandbox, registerSandbox } from '../../src/profiles/running-sandboxes.ts'
import { pageOf, scriptedApi } from '../client/scripted-api.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const list = ['bookings', 'list', '--json']

function sandboxAt(baseUrl: string, changes: Partial<RunningSandbox> = {}): RunningSandbox {
  return {
    pid: process.pid,
    base_url: baseUrl,
    project: null,
    data: ':memory:',
    secret_key: 'sk_test_registry',
    tenant: 'tnt_clinic',
    started_at: '2026-04-15T09:00:00.000Z',
    ...changes,
  }
}

describe('which API is called', () => {
  test('without a sandbox or a base URL: none, and how to start one is told', async () => {
    const { stdout, code } = await runCli(list)
    expect(code).toBe(5)
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'no_sandbox', kind: 'unreachable' })
  })

  test('the running sandbox, with its key', async () => {
    using state = temporaryFolder()
    await using api = await scriptedApi(pageOf([]))
    registerSandbox(join(state.path, 'ideadunes', 'running'), sandboxAt(api.baseUrl))
    expect((await runCli(list, { env: { XDG_STATE_HOME: state.path } })).code).toBe(0)
    expect(api.seen[0]?.headers.authorization).toBe('Bearer sk_test_registry')
  })

  test('the running sandbox without its key, where that was revoked: another must be given', async () => {
    using state = temporaryFolder()
    await using api = await scriptedApi(pageOf([]))
    registerSandbox(join(state.path, 'ideadunes', 'running'), sandboxAt(api.baseUrl, { secret_key: null }))
    const env = { XDG_STATE_HOME: state.path }
    const { stdout, code } = await runCli(list, { env })
    const { error } = JSON.parse(stdout)
    expect([code, error.code, api.seen]).toEqual([4, 'missing_api_key', []])
    expect(error.message).toBe(`The secret key of ${api.baseUrl} was revoked`)
    expect(error.hint).toMatch(/^Make another with `.*sandbox keys create`, and give it with --api-key/)
    expect((await runCli([...list, '--api-key', 'sk_test_made'], { env })).code).toBe(0)
  })

  test('flags win over the environment, and both over the sandbox', async () => {
    using state = temporaryFolder()
    await using sandbox = await scriptedApi(pageOf([]))
    await using fromEnv = await scriptedApi(pageOf([]))
    await using fromFlag = await scriptedApi(pageOf([]))
    registerSandbox(join(state.path, 'ideadunes', 'running'), sandboxAt(sandbox.baseUrl))
    const env = {
      XDG_STATE_HOME: state.path,
      IDEADUNES_BASE_URL: fromEnv.baseUrl,
      IDEADUNES_API_KEY: 'sk_test_env',
    }
    await runCli(list, { env })
    await runCli([...list, '--base-url', fromFlag.baseUrl, '--api-key', 'sk_test_flag'], { env })
    expect([sandbox.seen.length, fromEnv.seen.length, fromFlag.seen.length]).toEqual([0, 1, 1])
    expect(fromEnv.seen[0]?.headers.authorization).toBe('Bearer sk_test_env')
    expect(fromFlag.seen[0]?.headers.authorization).toBe('Bearer sk_test_flag')
  })

  test("a sandbox's key goes to that sandbox only", async () => {
    using state = temporaryFolder()
    await using sandbox = await scriptedApi(pageOf([]))
    await using other = await scriptedApi(pageOf([]))
    registerSandbox(join(state.path, 'ideadunes', 'running'), sandboxAt(sandbox.baseUrl))
    const env = { XDG_STATE_HOME: state.path }
    expect(await runCli([...list, '--base-url', other.baseUrl], { env })).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('missing_api_key'),
    })
    expect((await runCli([...list, '--base-url', `${sandbox.baseUrl}/v2`], { env })).code).toBe(0)
    expect(other.seen).toEqual([])
  })

  test('what is no URL is refused', async () => {
    const { code } = await runCli([...list, '--base-url', 'localhost:4332', '--api-key', 'sk_test_1'])
    expect(code).toBe(2)
  })
})
