import { describe, expect, test } from 'vitest'
import { jobKinds } from '../../emulator/clock/jobs/kinds.ts'
import { startDelivery } from '../../emulator/events/delivery/delivery.ts'
import { fire } from '../world/clock.ts'
import { forkSandbox } from '../world/sandbox.ts'
import { expectDeclared, expectDeclaredTypes, typesOf } from './emitted.ts'
import { durationMs, take } from './requests.ts'

describe.each(Object.entries(jobKinds))('%s', (kind, job) => {
  const causes = [...new Set([...job.examples, ...job.emits.map(({ example }) => example)])]

  test.each(causes.map((example, at) => [at, example] as const))(
    'is done in example %d',
    async (_, example) => {
      const sandbox = await forkSandbox(example.dataSet ?? 'default')
      // For jobs that follow from an attempt to send something.
      const reportBug = (error: unknown) => {
        throw error
      }
      const delivery = startDelivery(sandbox.sandbox, { profile: 'spec', reportBug })
      try {
        await take(sandbox, example.after)
        const before = await sandbox.events()
        const fired = await fire(sandbox, sandbox.clock.now() + durationMs(example.advance), delivery.settle)
        const own = fired.filter(done => done.kind === kind)
        expect(own).not.toEqual([])
        // Whatever else became due is held to its declaration as well.
        for (const done of fired) expectDeclaredTypes(typesOf(jobKinds[done.kind]?.emits ?? []), done.events)
        const caused = job.emits.filter(emission => emission.example === example)
        expect(own.flatMap(({ events }) => events)).toEqual(expect.arrayContaining(typesOf(caused)))
        const types = new Set(own.flatMap(({ events }) => events))
        const times = new Set(own.map(({ at }) => at))
        const events = (await sandbox.events()).slice(before.length)
        expectDeclared(
          job.emits,
          // Jobs of other times may emit the same.
          events.filter(event => types.has(event.type) && times.has(event.created_at)),
        )
      } finally {
        await delivery.stop()
      }
    },
  )
})
