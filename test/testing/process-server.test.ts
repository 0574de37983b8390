import { expect, test } from 'vitest'
import { createProcessServer } from '../../emulator/testing/process-server.ts'
import { startOf } from '../../emulator/testing/start-options.ts'
import { createTemplates } from '../../emulator/testing/templates.ts'

test('a sandbox that is closed leaves nothing in the server of the process', async () => {
  const server = createProcessServer(createTemplates(), { reportBug: error => expect.fail(String(error)) })
  const [one, other] = await Promise.all([server.open(startOf({})), server.open(startOf({}))])
  await one.fleet.fork(one.fleet.main, {})
  expect(server.keyRing.keys()).toHaveLength(6)
  await one.close()
  const left = server.keyRing.keys().map(key => key.sandbox)
  expect(left).toEqual([other.fleet.main.sandbox, other.fleet.main.sandbox])
  await other.close()
  expect(server.keyRing.keys()).toEqual([])
})

test('templates are made once for each beginning, and the oldest go', async () => {
  const templates = createTemplates()
  const first = await templates.bytesFor(startOf({}))
  expect(await templates.bytesFor(startOf({ plan: 'unlimited' }))).toBe(first)
  expect(await templates.bytesFor(startOf({ seed: 'other' }))).not.toBe(first)
  for (let n = 0; n < 8; n++) await templates.bytesFor(startOf({ dataSet: 'empty', seed: `word-${n}` }))
  expect(await templates.bytesFor(startOf({}))).not.toBe(first)
  await expect(templates.bytesFor(startOf({ plan: 'gold' }))).rejects.toMatchObject({ code: 'unknown_plan' })
  await expect(templates.bytesFor(startOf({ plan: 'gold' }))).rejects.toMatchObject({ code: 'unknown_plan' })
})
