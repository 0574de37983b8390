import { expect, test } from 'vitest'
import type { SandboxStatus } from '../../src/control/sandbox-control.ts'
import { fakeSandbox, frozenClock } from './fake-sandbox.ts'
import { runCli } from './run-cli.ts'

const status: SandboxStatus = {
  version: '0.1.0',
  pid: 42,
  data: '/data/here',
  started_at: '2026-04-15T09:00:00Z',
  clock: frozenClock,
  keys: { secret: 'sk_test_a', publishable: 'pk_test_b' },
  tenants: [
    { id: 'tnt_clinic', name: 'Niket Clinic', plan: 'enterprise' },
    { id: 'tnt_ideadunes', name: 'Idea\u001b[2JDunes', plan: 'free' },
  ],
  webhooks: { retries: 'spec', pending: 3 },
}

test('shows people where it runs, on what, and what time it is there', async () => {
  await using sandbox = await fakeSandbox([{ status: 200, json: status }])
  const { stdout, stderr, code } = await runCli(['sandbox', 'status'], { env: sandbox.env, tty: true })
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  expect(stdout.replace(sandbox.baseUrl, 'BASE')).toMatchInlineSnapshot(`
    "Running on BASE
      Version          0.1.0
      Process          42, since 2026-04-15T09:00:00Z
      Data             /data/here
      Secret key       sk_test_a
      Publishable key  pk_test_b
      Clock            frozen at 2026-04-19T00:00:00Z; next job in 5h, at 2026-04-19T05:00:00Z, the first of 2
      Webhooks         3 still to be sent, retries: spec
      Tenants          tnt_clinic  Niket Clinic, enterprise plan
                       tnt_ideadunes  Idea [2JDunes, free plan
    "
  `)
})

test('says which of its keys was revoked', async () => {
  const keys = { secret: null, publishable: 'pk_test_b' }
  await using sandbox = await fakeSandbox([{ status: 200, json: { ...status, keys } }])
  const { stdout } = await runCli(['sandbox', 'status'], { env: sandbox.env, tty: true })
  expect(stdout).toMatch(/Secret key +revoked; `sandbox keys create` makes another\n/)
  expect(stdout).toMatch(/Publishable key +pk_test_b\n/)
})

test('is one fact per line when piped, and one document under --json', async () => {
  await using sandbox = await fakeSandbox([{ status: 200, json: status }])
  const piped = await runCli(['sandbox', 'status'], { env: sandbox.env })
  expect(piped.stdout).toContain(`base_url\t${sandbox.baseUrl}\nversion\t0.1.0\npid\t42\n`)
  const json = await runCli(['sandbox', 'status', '--json'], { env: sandbox.env })
  expect(JSON.parse(json.stdout)).toEqual({ base_url: sandbox.baseUrl, ...status, log: null })
})
