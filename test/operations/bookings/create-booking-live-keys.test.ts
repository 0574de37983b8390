import { expect, test } from 'vitest'
import { addDefaultKeys, defaultKeys } from '../../../emulator/fleet/default-keys.ts'
import { createKeyRing } from '../../../emulator/fleet/key-ring.ts'
import { buildServer } from '../../../emulator/server/build-server.ts'
import { wallClock } from '../../world/real-time.ts'
import { forkSandbox, requestsTo, type TestSandbox } from '../../world/sandbox.ts'
import { book, referenceBody } from './booking-world.ts'

test.each([
  ['sk_live_...', 'tnt_clinic', 201],
  ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'tnt_clinic', 201],
  // The other tenant of the account has no customer of that id.
  ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'tnt_ideadunes', 422],
  ['pk_live_...', 'tnt_clinic', 422],
])('where live keys are allowed, %s may act for %s', async (key, tenant, status) => {
  const sandbox = await serverOf(true)
  const answer = await book(sandbox, referenceBody, { key, tenant })
  expect([answer.status, answer.json.error?.code]).toEqual([
    status,
    status === 201 ? undefined : 'validation_failed',
  ])
})

test.each(['sk_live_...', 'pk_live_abc', 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'])(
  'elsewhere %s is refused by name, and its tail is not told',
  async key => {
    const answer = await book(await serverOf(false), referenceBody, { key })
    expect(answer.json.error.code).toBe('live_key_in_sandbox')
    expect(answer.text).not.toContain(key)
  },
)

test.each(['sk_live_', 'sk_test_', 'sk_4eC39HqLyjWDarjtT1zdp7dc', 'rk_live_1', 'SK_LIVE_1'])(
  'even where live keys are allowed, %s is no key',
  async key => {
    const answer = await book(await serverOf(true), referenceBody, { key })
    expect([answer.status, answer.json.error.code]).toEqual([401, 'invalid_api_key'])
  },
)

/** A fork behind a server of its own, with the keys that every sandbox has. */
async function serverOf(allowLiveKeys: boolean): Promise<TestSandbox> {
  const fork = await forkSandbox()
  const keyRing = createKeyRing({ allowLiveKeys: allowLiveKeys && defaultKeys })
  addDefaultKeys(keyRing, fork.sandbox)
  const app = buildServer({ keyRing, clock: wallClock, seed: 'live', version: '0', reportBug: () => {} })
  return { ...fork, ...requestsTo(app, fork.sandbox, defaultKeys) }
}
