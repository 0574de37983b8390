import { expect, test } from 'vitest'
import { addDefaultKeys, defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { createKeyRing, isLiveKey } from '../../emulator/fleet/key-ring.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

function hostOf(fork: TestSandbox, allowLiveKeys: boolean) {
  const keyRing = createKeyRing({ allowLiveKeys: allowLiveKeys && defaultKeys })
  addDefaultKeys(keyRing, fork.sandbox)
  return keyRing
}

test('a key is found by its secret, and its id does not tell it', async () => {
  const keyRing = hostOf(await forkSandbox(), false)
  const key = keyRing.findKey(defaultKeys.secret)
  expect(key).toMatchObject({ scope: 'secret', accountId: 'acct_ideadunes', tenantId: 'tnt_clinic' })
  expect(key?.id).toMatch(/^key_[0-9a-f]{16}$/)
  expect(keyRing.findKey(defaultKeys.publishable)?.id).not.toBe(key?.id)
  expect(keyRing.findKey(defaultKeys.secret.slice(0, -1))).toBeUndefined()
  expect(keyRing.findKey('')).toBeUndefined()
})

test('keys of one key ring open the sandbox that they were made for', async () => {
  const [one, other] = [await forkSandbox(), await forkSandbox()]
  const keyRing = createKeyRing({ allowLiveKeys: false })
  const key = { scope: 'secret', accountId: 'acct_ideadunes', tenantId: 'tnt_clinic' } as const
  keyRing.addKey('sk_test_1', { ...key, sandbox: one.sandbox })
  keyRing.addKey('sk_test_2', { ...key, sandbox: other.sandbox })
  expect(keyRing.findKey('sk_test_1')?.sandbox).toBe(one.sandbox)
  expect(keyRing.findKey('sk_test_2')?.sandbox).toBe(other.sandbox)
})

test('a live key acts as the default key of its scope, where live keys are allowed', async () => {
  const fork = await forkSandbox()
  const open = hostOf(fork, true)
  expect(open.findKey('sk_live_...')).toBe(open.findKey(defaultKeys.secret))
  expect(open.findKey('pk_live_anything')).toBe(open.findKey(defaultKeys.publishable))
  expect(hostOf(fork, false).findKey('sk_live_...')).toBeUndefined()
  expect(createKeyRing({ allowLiveKeys: defaultKeys }).findKey('sk_live_...')).toBeUndefined()
})

test.each([
  ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', true],
  ['pk_live_x', true],
  ['sk_live_...', true],
  ['sk_live_', false],
  ['sk_test_live_x', false],
  ['xsk_live_x', false],
  ['SK_LIVE_X', false],
])('%s is a live key: %s', (secret, expected) => {
  expect(isLiveKey(secret)).toBe(expected)
})

test('a tenant is read once, and one that is absent is asked for again', async () => {
  const { sandbox } = await forkSandbox()
  expect(await sandbox.tenant('tnt_new')).toBeUndefined()
  await sandbox.store.write(async trx => {
    const like = await trx.selectFrom('tenants').selectAll().executeTakeFirstOrThrow()
    await trx
      .insertInto('tenants')
      .values({ ...like, id: 'tnt_new' })
      .execute()
  })
  const found = await sandbox.tenant('tnt_new')
  expect(found?.id).toBe('tnt_new')
  expect(await sandbox.tenant('tnt_new')).toBe(found)
})
