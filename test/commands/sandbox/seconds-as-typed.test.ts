import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RegisteredSandbox, registeredSandbox } from '../registered-sandbox.ts'

let sandbox: RegisteredSandbox
beforeAll(async () => {
  sandbox = await registeredSandbox()
})
afterAll(() => sandbox[Symbol.asyncDispose]())

test.each([
  ['sandbox clock advance 99999999d', '  DURATION (/by_seconds)  must be at most 3162240000'],
  ['sandbox faults add delay --delay 2h', '  --delay (/delay_ms)  must be at most 600000'],
  ['sandbox fork --expires 0s', '  --expires (/expires_in_seconds)  must be at least 1'],
])('%s is refused by what was typed', async (line, fault) => {
  const { code, stderr } = await sandbox.run(line)
  expect([code, stderr]).toEqual([3, expect.stringContaining(`${fault}\n`)])
})
