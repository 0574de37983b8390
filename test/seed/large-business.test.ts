import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { salon } from '../../emulator/seed/business/salon.ts'
import { seedBusiness } from '../../emulator/seed/business/seed-business.ts'
import { forkSandbox, testNow } from '../world/sandbox.ts'

test('others have the event loop while a large business is written', async () => {
  const { sandbox } = await forkSandbox('empty')
  const options = { size: 3_000, seed: 'large', nowMs: Date.parse(testNow) }
  let turns = 0
  let isWritten = false
  const written = sandbox.store.write(async trx => {
    await seedBusiness(trx, salon, options)
    isWritten = true
  })
  for (; !isWritten; turns += 1) await setImmediate()
  await written
  expect(turns).toBeGreaterThan(5)
})
