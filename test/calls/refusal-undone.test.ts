import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { addDefaultKeys, defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { createKeyRing } from '../../emulator/fleet/key-ring.ts'
import { registerOperations } from '../../emulator/pipeline/routes.ts'
import type { Context } from '../../emulator/rules/context/context.ts'
import { writeSetting } from '../../emulator/store/settings.ts'
import { createBooking } from '../../src/contract/bookings/bookings.ts'
import { ApiError } from '../../src/contract/errors/errors.ts'
import { bodyAt, everything } from '../operations/bookings/booking-world.ts'
import { forkSandbox, requestsTo, type TestSandbox } from '../world/sandbox.ts'

/** A fork whose createBooking writes a row and an event, and then throws. */
async function throwing(
  thrown: Error,
  how: 'thrown' | 'returned' = 'thrown',
): Promise<TestSandbox & { bugs: unknown[] }> {
  const fork = await forkSandbox()
  const keyRing = createKeyRing({ allowLiveKeys: false })
  addDefaultKeys(keyRing, fork.sandbox)
  const bugs: unknown[] = []
  const app = Fastify()
  registerOperations(app, {
    keyRing,
    operations: [createBooking],
    handlers: {
      async createBooking(ctx: Context) {
        await writeSetting(ctx.trx, 'data_set', await ctx.ids.next('bk'))
        await ctx.emit('schedule.violation_detected', {
          rule: 'r',
          message: 'm',
          booking_ids: [],
          resource_ids: [],
          since: '2026-04-15T09:42:11Z',
        })
        if (how === 'returned') return thrown
        throw thrown
      },
    },
    reportBug: error => bugs.push(error),
  })
  return { ...fork, ...requestsTo(app, fork.sandbox, defaultKeys), bugs }
}

const request = { body: bodyAt('2026-04-20T05:00:00Z'), idempotencyKey: 'k' }

test('what a refused operation wrote is undone, and its refusal is kept', async () => {
  const sandbox = await throwing(new ApiError('resource_unavailable'))
  const { idempotency_records: none, ...before } = await everything(sandbox)
  const first = await sandbox.send('POST', '/v2/bookings', request)
  const { idempotency_records: records, ...after } = await everything(sandbox)
  expect([first.status, none, after]).toEqual([422, [], before])
  expect(records).toHaveLength(1)
  const again = await sandbox.send('POST', '/v2/bookings', request)
  expect([again.status, again.text]).toEqual([422, first.text])
  expect(again.headers['x-idempotent-replayed']).toBe('true')
})

test.each([
  ['a failure', new Error('broken'), 500, 1],
  ['validation by the operation itself', new ApiError('validation_failed'), 422, 0],
])('%s undoes all and is not kept: the key is free again', async (_what, thrown, status, bugs) => {
  const sandbox = await throwing(thrown)
  const before = await everything(sandbox)
  const answer = await sandbox.send('POST', '/v2/bookings', request)
  expect([answer.status, sandbox.bugs.length]).toEqual([status, bugs])
  expect(await everything(sandbox)).toEqual(before)
  expect(sandbox.sandbox.runningKeys.size).toBe(0)
})

test.each([null, 'k'])(
  'a refusal that is returned commits with its rows (idempotency key %s)',
  async idempotencyKey => {
    const sandbox = await throwing(new ApiError('resource_unavailable'), 'returned')
    const { idempotency_records: _, ...before } = await everything(sandbox)
    const ask = {
      ...request,
      ...(idempotencyKey === null ? { idempotencyKey: undefined } : { idempotencyKey }),
    } as never
    const answer = await sandbox.send('POST', '/v2/bookings', ask)
    const { idempotency_records: records, ...after } = await everything(sandbox)
    expect([answer.status, answer.json.error.code]).toEqual([422, 'resource_unavailable'])
    expect(after).not.toEqual(before)
    expect(await sandbox.eventTypes()).toEqual(['schedule.violation_detected'])
    expect(records).toHaveLength(idempotencyKey === null ? 0 : 1)
    if (idempotencyKey === null) return
    const again = await sandbox.send('POST', '/v2/bookings', ask)
    expect([again.text, again.headers['x-idempotent-replayed']]).toEqual([answer.text, 'true'])
    expect(await sandbox.eventTypes()).toEqual(['schedule.violation_detected'])
  },
)
