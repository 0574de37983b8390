import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { type ControlledSandbox, controlledSandbox } from '../control/controlled-sandbox.ts'

let world: ControlledSandbox
afterEach(async () => {
  await world.close()
  expect(world.bugs).toEqual([])
})

const start = async (data = ':memory:') => {
  world = await controlledSandbox([], { data, allowLiveKeys: true })
}
const addCustomer = (key: string) => world.send('POST', '/v2/customers', { key, body: { name: 'Noor' } })
const namesSeenBy = async (key: string) => (await world.send('GET', '/v2/customers?limit=100', { key })).text
const revoke = (key: string) => world.control('POST', '/keys/revoke', { body: { key } })

describe('where live keys are allowed', () => {
  test('they act as the default keys of the main sandbox', async () => {
    await start()
    const { json: fork } = await world.control('POST', '/forks', { body: {} })
    expect((await addCustomer('sk_live_anything')).status).toBe(201)
    expect(await namesSeenBy(defaultKeys.secret)).toContain('Noor')
    expect(await namesSeenBy(fork.keys.secret)).not.toContain('Noor')
    expect((await addCustomer('pk_live_anything')).json.error.code).toBe('insufficient_scope')
  })

  test('they open nothing once that key is revoked: no fork, and no other key of the sandbox', async () => {
    await start()
    const { json: fork } = await world.control('POST', '/forks', { body: {} })
    const { json: other } = await world.control('POST', '/keys', { body: {} })
    await revoke(defaultKeys.secret)
    const answer = await addCustomer('sk_live_anything')
    expect([answer.status, answer.json.error.code]).toEqual([401, 'invalid_api_key'])
    for (const key of [fork.keys.secret, other.key]) expect(await namesSeenBy(key)).not.toContain('Noor')
    const visitor = await world.send('GET', '/v2/services', { key: 'pk_live_anything' })
    expect(visitor.status).toBe(200)
  })

  test('it stays so after a restart', async () => {
    using folder = temporaryFolder()
    const data = join(folder.path, 'data')
    await start(data)
    await world.control('POST', '/forks', { body: { keep: true } })
    await revoke(defaultKeys.secret)
    await world.close()
    await start(data)
    expect((await addCustomer('sk_live_anything')).status).toBe(401)
    expect((await world.send('GET', '/v2/services', { key: 'pk_live_anything' })).status).toBe(200)
    await world.close()
    await start()
  })
})
