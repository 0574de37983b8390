import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keysLeft } from '../../emulator/control/fleet-control.ts'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { type ControlledSandbox, controlledSandbox } from './controlled-sandbox.ts'

let sandbox: ControlledSandbox
beforeEach(async () => {
  sandbox = await controlledSandbox()
})
afterEach(async () => {
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

const create = (body: unknown, fork?: string) =>
  sandbox.control('POST', '/keys', { body, ...(fork !== undefined && { headers: { 'x-sandbox': fork } }) })
const revoke = (key: string) => sandbox.control('POST', '/keys/revoke', { body: { key } })
const codeWith = async (key: string, tenant?: string) => {
  const answer = await sandbox.send('GET', '/v2/tenant', { key, ...(tenant !== undefined && { tenant }) })
  return answer.json.error?.code ?? answer.json.id
}

describe('a new key', () => {
  test('is told once, and opens the sandbox', async () => {
    const made = await create({})
    expect(made.status).toBe(201)
    const { key, ...view } = made.json
    expect(view).toEqual({
      id: expect.stringMatching(/^key_[0-9a-f]{16}$/),
      hint: `sk_test_…${key.slice(-4)}`,
      scope: 'secret',
      tenant_id: 'tnt_clinic',
      account_id: 'acct_ideadunes',
      sandbox: 'main',
      created_at: expect.stringMatching(/Z$/),
    })
    expect(await codeWith(key)).toBe('tnt_clinic')
    const listed = await sandbox.control('GET', '/keys')
    expect(listed.json.data).toHaveLength(3)
    expect(listed.json.data[2]).toEqual(view)
    expect(listed.text).not.toContain(key.slice(8, 20))
  })

  test('acts for a tenant of its own, with the scope that was asked for', async () => {
    const { json } = await create({ scope: 'publishable', tenant: 'tnt_ideadunes' })
    expect(json).toMatchObject({ key: expect.stringMatching(/^pk_test_/), tenant_id: 'tnt_ideadunes' })
    expect(await codeWith(json.key)).toBe('tnt_ideadunes')
    const refused = await sandbox.send('GET', '/v2/customers', { key: json.key })
    expect(refused.json.error.code).toBe('insufficient_scope')
  })

  test('of another account reaches the tenants of that account alone', async () => {
    await sandbox.control('POST', '/tenants', {
      body: { id: 'tnt_other', name: 'Other', account: 'acct_other' },
    })
    const { json } = await create({ account: 'acct_other' })
    expect(json).toMatchObject({ tenant_id: 'tnt_other', account_id: 'acct_other' })
    expect(await codeWith(json.key)).toBe('tnt_other')
    expect(await codeWith(json.key, 'tnt_clinic')).toBe('tenant_mismatch')
    expect(await codeWith(defaultKeys.secret, 'tnt_other')).toBe('tenant_mismatch')
  })

  test('outlives a reset; when its tenant does not, it is refused as one without that tenant', async () => {
    await sandbox.control('POST', '/tenants', { body: { id: 'tnt_gone', name: 'Gone' } })
    const { json } = await create({ tenant: 'tnt_gone' })
    expect(await codeWith(json.key)).toBe('tnt_gone')
    await sandbox.control('POST', '/reset')
    expect(await codeWith(json.key)).toBe('tenant_mismatch')
    expect(await codeWith(json.key, 'tnt_clinic')).toBe('tnt_clinic')
  })

  test('of a fork opens the fork, and is listed with it', async () => {
    const { id } = (await sandbox.control('POST', '/forks', { body: { name: 'f' } })).json
    const { json } = await create({}, 'f')
    expect(json.sandbox).toBe(id)
    const ofFork = await sandbox.control('GET', '/keys', { headers: { 'x-sandbox': 'f' } })
    expect(ofFork.json.data.map((key: { sandbox: string }) => key.sandbox)).toEqual([id, id, id])
    expect((await sandbox.control('GET', '/keys')).json.data).toHaveLength(5)
  })

  test.each([
    [{ scope: 'root' }, '/scope'],
    [{ tenant: 'tnt_none' }, '/tenant'],
    [{ account: 'acct_none' }, '/account'],
    [{ tenant: 'tnt_clinic', account: 'acct_other' }, '/account'],
  ])('is refused: %j', async (body, path) => {
    const { status, json } = await create(body)
    expect([status, json.error.details.fields[0].path]).toEqual([422, path])
    expect((await sandbox.control('GET', '/keys')).json.data).toHaveLength(2)
  })
})

describe('a revoked key', () => {
  test.each(['id', 'hint', 'key'] as const)('is unknown at once, by its %s', async name => {
    const made = (await create({})).json
    const revoked = await revoke(made[name])
    expect([revoked.status, revoked.json.id]).toEqual([200, made.id])
    expect(revoked.json.key).toBeUndefined()
    expect(await codeWith(made.key)).toBe('invalid_api_key')
    expect(await codeWith(defaultKeys.secret)).toBe('tnt_clinic')
    expect((await revoke(made[name])).status).toBe(404)
  })

  test('may be the last one: requests are refused and logged all the same', async () => {
    for (const key of Object.values(defaultKeys)) expect((await revoke(key)).status).toBe(200)
    expect(await codeWith(defaultKeys.secret)).toBe('invalid_api_key')
    const logged = await sandbox.control('GET', '/requests')
    expect(logged.json.data).toMatchObject([{ status: 401, error_code: 'invalid_api_key' }])
    expect(await codeWith((await create({})).json.key)).toBe('tnt_clinic')
  })

  test('is not told back when there is none such', async () => {
    const { status, text } = await revoke('sk_test_mistypedmistyped1234')
    expect(status).toBe(404)
    expect(text).toContain('sk_test_…1234')
    expect(text).not.toContain('mistyped')
  })

  test('is named by its id where a hint fits several', async () => {
    const hint = 'sk_test_…same'
    for (const start of ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb']) {
      sandbox.keyRing.addKey(`sk_test_${start}same`, {
        scope: 'secret',
        accountId: 'acct_ideadunes',
        tenantId: 'tnt_clinic',
        sandbox: sandbox.sandbox,
      })
    }
    const { status, json } = await revoke(hint)
    expect([status, json.error.details.fields[0].code]).toEqual([422, 'ambiguous'])
    expect(json.error.message).toMatch(/key_[0-9a-f]{16}, key_[0-9a-f]{16}/)
  })
})

test('keys are kept as they were left: made ones open the next run, default ones stay revoked', async () => {
  using folder = temporaryFolder()
  const open = () =>
    openFleet({ data: folder.path, allowLiveKeys: false, reportBug: error => expect(error).toBeNull() })
  const first = await open()
  const parts = { scope: 'secret', accountId: 'acct_ideadunes', tenantId: 'tnt_clinic' } as const
  first.keyRing.addKey('sk_test_made', { ...parts, sandbox: first.main.sandbox })
  for (const key of Object.values(defaultKeys)) first.keyRing.revokeKey(first.keyRing.findKey(key)?.id ?? '')
  first.onKeysChange()
  await first.close()
  const second = await open()
  expect(second.keyRing.findKey('sk_test_made')?.sandbox).toBe(second.main.sandbox)
  expect(second.keyRing.findKey(defaultKeys.secret)).toBeUndefined()
  expect(keysLeft(second)).toEqual({ secret: null, publishable: null })
  await second.close()
  expect(readFileSync(join(folder.path, 'host.json'), 'utf8')).not.toContain('sk_test_made')
})
