import { expect, test } from 'vitest'
import { createClockControl } from '../../emulator/clock/jobs/clock-control.ts'
import { jobKinds } from '../../emulator/clock/jobs/kinds.ts'
import type { Sandbox } from '../../emulator/sandbox/sandbox.ts'
import { operations } from '../../src/contract/index.ts'
import { durationMs, sendExample, take } from '../walk/requests.ts'
import { fire } from '../world/clock.ts'
import { twinSandboxes } from './twins.ts'

const settle = (sandbox: Sandbox) =>
  createClockControl(sandbox, error => {
    throw error
  }).advance({ until: 'settled' })

const examples = Object.entries(jobKinds).flatMap(([kind, job]) => {
  const causes = new Set([...job.examples, ...job.emits.map(({ example }) => example)])
  return [...causes].map((example, at) => [kind, at, example] as const)
})

// A retry needs an attempt that fails: `deliveries.test.ts` makes them.
test.each(examples.filter(([kind]) => kind !== 'webhook.retry'))(
  'the clock does %s in example %d, once and with the same effect',
  async (kind, _at, example) => {
    const twins = await twinSandboxes(example.dataSet ?? 'default')
    await twins.each(sandbox => take(sandbox, example.after))
    const toMs = twins.postgres.clock.now() + durationMs(example.advance)
    const fired = await twins.same(sandbox => fire({ sandbox }, toMs))
    expect(fired.map(job => job.kind)).toContain(kind)
    await twins.expectSameRows()
    expect(await twins.same(sandbox => fire({ sandbox }, toMs))).toEqual([])
    await twins.expectSameRows()
  },
)

test('a life of every example, one after the other, is the same, and so is all that the clock makes of it', async () => {
  const twins = await twinSandboxes()
  for (const operation of operations)
    for (const example of operation.examples) {
      const answer = await twins.answer(sandbox => sendExample(sandbox, operation, example))
      expect(answer.status, answer.text).toBeLessThan(500)
    }
  await twins.expectSameRows()
  expect(await twins.same(settle)).not.toEqual([])
  await twins.expectSameRows()
  expect(await twins.same(settle)).toEqual([])
})
