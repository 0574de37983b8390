import { describe, expect, test } from 'vitest'
import type { KeyMade, KeyView, TenantView } from '../../src/control/sandbox-control.ts'
import { fakeSandbox } from './fake-sandbox.ts'
import { runCli } from './run-cli.ts'

const tenant: TenantView = {
  id: 'tnt_berlin',
  account_id: 'acct_ideadunes',
  name: 'Berlin',
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  plan: 'free',
  limits: { per_second: 5, per_minute: 200, per_day: 10_000 },
}
const key: KeyView = {
  id: 'key_0123456789abcdef',
  hint: 'sk_test_…p7dc',
  scope: 'secret',
  tenant_id: 'tnt_clinic',
  account_id: 'acct_ideadunes',
  sandbox: 'main',
  created_at: '2026-04-15T09:42:11Z',
}
const made: KeyMade = { ...key, key: 'sk_test_madenowp7dc' }

/** Runs one command against a scripted sandbox, in a world where it alone runs. */
async function runWith(words: string, json: unknown, options: Parameters<typeof runCli>[1] = {}) {
  await using sandbox = await fakeSandbox([{ status: 200, json }])
  const ended = await runCli(`sandbox ${words}`.split(' '), {
    ...options,
    env: { ...sandbox.env, ...options.env },
  })
  const [sent] = sandbox.seen
  const body = sent?.body ? JSON.parse(sent.body) : undefined
  return { ...ended, sent: sent && `${sent.method} ${sent.url}`, body, named: sent?.headers['x-sandbox'] }
}

describe('what is sent', () => {
  test.each([
    ['tenants list', 'GET /_sandbox/tenants', undefined],
    ['tenants create --name Berlin', 'POST /_sandbox/tenants', { name: 'Berlin' }],
    [
      'tenants create --name B --id tnt_b --timezone Europe/Berlin --currency EUR --plan 5/6/7 --account acct_o',
      'POST /_sandbox/tenants',
      {
        name: 'B',
        id: 'tnt_b',
        timezone: 'Europe/Berlin',
        currency: 'EUR',
        plan: '5/6/7',
        account: 'acct_o',
      },
    ],
    ['tenants set-plan tnt_clinic free', 'POST /_sandbox/tenants/tnt_clinic/plan', { plan: 'free' }],
    ['keys list', 'GET /_sandbox/keys', undefined],
    ['keys create', 'POST /_sandbox/keys', {}],
    [
      'keys create --scope publishable --tenant tnt_b --account acct_o',
      'POST /_sandbox/keys',
      { scope: 'publishable', tenant: 'tnt_b', account: 'acct_o' },
    ],
    ['keys revoke sk_test_madenowp7dc', 'POST /_sandbox/keys/revoke', { key: 'sk_test_madenowp7dc' }],
  ])('by sandbox %s', async (words, sent, body) => {
    expect(await runWith(words, { ...tenant, ...made, data: [] })).toMatchObject({ code: 0, sent, body })
    const toFork = await runWith(`${words} --sandbox f`, { ...tenant, ...made, data: [] })
    expect([toFork.sent, toFork.named]).toEqual([sent, 'f'])
  })

  test('comes from the environment too, and not from whom the API is called for', async () => {
    const env = { IDEADUNES_KEY_SCOPE: 'publishable', IDEADUNES_TENANT: 'tnt_other' }
    expect((await runWith('keys create', made, { env })).body).toEqual({ scope: 'publishable' })
  })

  test.each([
    ['tenants create', '`sandbox tenants create` needs --name'],
    ['tenants set-plan tnt_clinic', '`sandbox tenants set-plan` needs PLAN'],
    ['keys revoke', '`sandbox keys revoke` needs KEY'],
    ['keys create --scope root', '--scope must be one of secret, publishable'],
  ])('is nothing for a faulty %s', async (words, message) => {
    const { code, stderr, sent } = await runWith(words, {})
    expect([code, sent]).toEqual([2, undefined])
    expect(stderr).toContain(message)
  })
})

describe('what is shown', () => {
  test('of tenants', async () => {
    const piped = await runWith('tenants list', { data: [tenant] })
    expect(piped).toMatchObject({
      stdout: 'tnt_berlin\tBerlin\tfree\t5/200/10000\tEurope/Berlin\tEUR\tacct_ideadunes\n',
      stderr: '',
    })
    const table = await runWith('tenants list', { data: [tenant] }, { tty: true, columns: 120 })
    expect(table.stdout).toMatch(/^id +name +plan +limits .*\ntnt_berlin +Berlin +free +5\/200\/10000 /)
    expect(JSON.parse((await runWith('tenants list --json', { data: [tenant] })).stdout)).toEqual({
      data: [tenant],
    })
  })

  test('of a new tenant, and what can follow', async () => {
    const shown = await runWith('tenants create --name Berlin', tenant, { tty: true })
    expect(shown.stdout).toBe('Created tnt_berlin (Berlin) of acct_ideadunes, free plan: 5/200/10000\n')
    expect(shown.stderr).toBe('Next: ideadunes sandbox keys create --tenant tnt_berlin\n')
    expect((await runWith('tenants create --name Berlin', tenant)).stdout).toMatch(/^id\ttnt_berlin\n/)
  })

  test('of a plan', async () => {
    const shown = await runWith('tenants set-plan tnt_berlin free', tenant, { tty: true })
    expect(shown.stdout).toBe('tnt_berlin is on the free plan now: 5/200/10000\n')
  })

  test('of keys', async () => {
    expect((await runWith('keys list', { data: [key] })).stdout).toBe(
      'key_0123456789abcdef\tsk_test_…p7dc\tsecret\ttnt_clinic\tmain\tacct_ideadunes\t2026-04-15T09:42:11Z\n',
    )
    const none = await runWith('keys list', { data: [] }, { tty: true })
    expect(none).toMatchObject({ stdout: '', stderr: 'There is no key.\n', code: 0 })
  })

  test('of a new key: the key once, and how to be rid of it', async () => {
    const shown = await runWith('keys create', made, { tty: true })
    expect(shown.stdout).toMatch(
      /^Created the secret key sk_test_madenowp7dc\n {2}Id +key_0123456789abcdef\n/,
    )
    expect(shown.stderr).toContain('ideadunes sandbox keys revoke key_0123456789abcdef')
    expect(JSON.parse((await runWith('keys create --json', made)).stdout)).toEqual(made)
    expect((await runWith('keys create', made)).stdout).toContain('key\tsk_test_madenowp7dc\n')
  })

  test('of a revoked key', async () => {
    const shown = await runWith('keys revoke key_0123456789abcdef', key, { tty: true })
    expect(shown.stdout).toBe('Revoked key_0123456789abcdef (sk_test_…p7dc) of tnt_clinic\n')
  })
})
