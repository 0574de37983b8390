import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

test('has no time left to count once the authority was told, or the time is over', async () => {
  const sandbox = await forkSandbox('default')
  const left = async () => (await sandbox.send('GET', '/v2/breaches/brc_laptop_01')).json.remaining_seconds
  expect(await left()).toBeGreaterThan(0)
  sandbox.clock.set(Date.parse('2026-04-18T07:00:00Z'))
  expect(await left()).toBe(0)
  sandbox.clock.set(Date.parse('2026-04-16T07:00:00Z'))
  await sandbox.send('POST', '/v2/breaches/brc_laptop_01/notify', { body: { to: 'authority' } })
  expect(await left()).toBe(0)
})
