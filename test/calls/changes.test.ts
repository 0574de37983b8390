import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { addDefaultKeys, defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { createKeyRing } from '../../emulator/fleet/key-ring.ts'
import { handlers } from '../../emulator/operations/index.ts'
import { registerOperations } from '../../emulator/pipeline/routes.ts'
import type { AnyHandler, Change, ListContext } from '../../emulator/rules/context/context.ts'
import { isMutation } from '../../src/contract/errors/errors-of.ts'
import { operations } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { sendExample } from '../walk/requests.ts'
import { forkSandbox, requestsTo } from '../world/sandbox.ts'

/** These ask with a POST, because their question is long, or find that there is nothing to be ended; they change nothing. */
const questions = ['searchAvailability', 'validateBooking', 'validateSchedule', 'cancelOptimization']

/** A server over a fork that notes what the operation says it changed. */
async function watching(operation: Operation) {
  const fork = await forkSandbox('default')
  const keyRing = createKeyRing({ allowLiveKeys: false })
  addDefaultKeys(keyRing, fork.sandbox)
  const changes: Change[] = []
  const handler = (handlers as unknown as Record<string, AnyHandler>)[operation.id]
  const watched: AnyHandler = async (ctx: ListContext, input) => {
    const changed: ListContext['changed'] = (object, before, after) => {
      changes.push({ object, id: (after ?? before)?.id ?? '', before, after })
      ctx.changed(object, before, after)
    }
    return await handler?.({ ...ctx, changed }, input)
  }
  const app = Fastify()
  const reportBug = (error: unknown) => {
    throw error
  }
  registerOperations(app, {
    keyRing,
    operations: [operation],
    handlers: { [operation.id]: watched },
    reportBug,
  })
  return { changes, sandbox: { ...fork, ...requestsTo(app, fork.sandbox, defaultKeys) } }
}

const mutations = operations.filter(operation => isMutation(operation))

test.each(mutations.map(operation => [operation.id, operation] as const))(
  '%s notes every row that it changes',
  async (id, operation) => {
    for (const example of operation.examples) {
      const { changes, sandbox } = await watching(operation)
      const answer = await sendExample(sandbox, operation, example)
      expect(answer.status).toBe(operation.status)
      if (questions.includes(id)) {
        expect(changes).toEqual([])
        continue
      }
      expect(changes.length).toBeGreaterThan(0)
      for (const { object, id: changedId, before, after } of changes) {
        expect([object, changedId]).toEqual([expect.stringMatching(/^[a-z_]+$/), expect.stringMatching(/./)])
        expect(before).not.toEqual(after)
      }
    }
  },
)
