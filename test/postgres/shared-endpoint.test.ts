import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type Delivery,
  type DeliveryOptions,
  startDelivery,
} from '../../emulator/events/delivery/delivery.ts'
import { openSandbox } from '../../emulator/seed/open-sandbox.ts'
import { claimDeliveries } from '../../emulator/store/delivery-claims.ts'
import type { Trx } from '../../emulator/store/schema.ts'
import type { Store } from '../../emulator/store/store.ts'
import { type Receiver, startReceiver } from '../events/receiver.ts'
import { testTime } from '../world/sandbox.ts'
import { postgresSandbox } from './twins.ts'

const lane = { tenant_id: 'tnt_clinic', webhook_id: 'wh_example_01' }
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()

let receiver: Receiver
let running: Delivery[] = []
let bugs: unknown[] = []
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(async () => {
  await Promise.all(running.map(delivery => delivery.stop()))
  await receiver.close()
  expect(bugs).toEqual([])
  running = []
  bugs = []
})

/** An endpoint with attempts to make, one for each customer, and processes on the database that make them. */
async function withCustomers(count: number) {
  const here = await postgresSandbox('default')
  const { store } = here.postgres
  const enable = { url: receiver.url, events: ['customer.created'], status: 'enabled' }
  expect((await here.send('PATCH', `/v2/webhooks/${lane.webhook_id}`, { body: enable })).status).toBe(200)
  const names = Array.from({ length: count }, (_, i) => `Customer ${i}`)
  for (const name of names) await here.send('POST', '/v2/customers', { body: { name } })
  return {
    store,
    names,
    /** Another process: a sandbox of its own over the same rows, which are all that it shares. */
    async process(options: Partial<DeliveryOptions> = {}, through: Store = store): Promise<Delivery> {
      const { sandbox } = await openSandbox(through, testTime, 'default')
      const reportBug = (bug: unknown) => void bugs.push(bug)
      const delivery = startDelivery(sandbox, { profile: 'spec', reportBug, graceMs: 10, ...options })
      running.push(delivery)
      return delivery
    },
    attempts: () =>
      store.read(trx =>
        trx
          .selectFrom('deliveries')
          .select(['status', 'attempt', 'claimed_until'])
          .where('webhook_id', '=', lane.webhook_id)
          .where('status', '!=', 'abandoned')
          .where('event_id', '!=', 'evt_example_01')
          .orderBy('event_seq')
          .orderBy('attempt')
          .execute(),
      ),
  }
}

const arrived = () => receiver.received.map(({ body }) => JSON.parse(body).data.object.name as string)

test('two processes on one database send each event once, in order, whatever each of them sends', async () => {
  const { process, names, attempts } = await withCustomers(70)
  const both = [await process(), await process()]
  // Nobody waits, so that much is sent before it is written down.
  await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(names.length)
  await Promise.all(both.map(delivery => delivery.settle()))
  expect(arrived()).toEqual(names)
  expect(await attempts()).toEqual(
    names.map(() => ({ status: 'succeeded', attempt: 1, claimed_until: null })),
  )
})

test('whoever waits for all to be sent waits for what another process sends', async () => {
  const { store, process } = await withCustomers(1)
  const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  receiver.answer(async response => {
    asked.resolve()
    await held.promise
    response.writeHead(204).end()
  })
  await process()
  await asked.promise
  // It looks twice, and sends nothing of what the first one has.
  let looks = 0
  const looked = Promise.withResolvers<void>()
  const watched: Store = {
    ...store,
    async claim(work) {
      const result = await store.claim(work)
      looks += 1
      if (looks === 2) looked.resolve()
      return result
    },
  }
  const other = await process({}, watched)
  let isSettled = false
  const settled = other.settle().then(() => {
    isSettled = true
  })
  await looked.promise
  expect(isSettled).toBe(false)
  held.resolve()
  await settled
  expect(receiver.received).toHaveLength(1)
})

test('what a process that died had claimed is sent by another one once its lease has ended, the same bytes', async () => {
  const { store, process, names, attempts } = await withCustomers(3)
  const asked = Promise.withResolvers<void>()
  receiver.answer(() => asked.resolve())
  let isDead = false
  const unlessDead =
    <T>(door: (work: (trx: Trx) => Promise<T>) => Promise<T>) =>
    (work: (trx: Trx) => Promise<T>) =>
      isDead ? new Promise<T>(() => {}) : door(work)
  const mortal: Store = {
    ...store,
    read: work => unlessDead(store.read<never>)(work as never),
    write: work => unlessDead(store.write<never>)(work as never),
    claim: work => unlessDead(store.claim<never>)(work as never),
  }
  await process({ leaseMs: 700 }, mortal)
  await asked.promise
  // From now on it does nothing any more, as after kill -9.
  isDead = true
  running = []
  const leaseUntil = (await attempts())[0]?.claimed_until ?? ''
  receiver.answer(204)
  const next = await process()
  await next.settle()
  expect(new Date().toISOString() >= leaseUntil).toBe(true)
  expect(arrived()).toEqual([names[0], ...names])
  expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body)
  expect((await attempts()).map(({ status }) => status)).toEqual(names.map(() => 'succeeded'))
})

test('a process that is stopped lets go at once what it had claimed and not sent', async () => {
  const { process, names, attempts } = await withCustomers(3)
  const asked = Promise.withResolvers<void>()
  receiver.answer(() => asked.resolve())
  const first = await process()
  await asked.promise
  expect((await attempts()).map(({ claimed_until }) => claimed_until)).not.toContain(null)
  await first.stop()
  expect((await attempts()).map(({ claimed_until }) => claimed_until)).toEqual([null, null, null])
  receiver.answer(204)
  await (await process()).settle()
  expect(arrived()).toEqual([names[0], ...names])
})

test('a process that stops does not wait for another one', async () => {
  const { store, process } = await withCustomers(1)
  await store.claim(trx => claimDeliveries(trx, lane, 9, { now: inMs(0), leaseUntil: inMs(60_000) }))
  const waiting = await process()
  void waiting.settle()
  await waiting.stop()
  expect(receiver.received).toEqual([])
})

test.each([204, 500, 410])(
  'how an attempt ended (%s) is not written over what somebody else has claimed',
  async status => {
    const { store, process, attempts } = await withCustomers(1)
    const elsewhere = inMs(60_000)
    receiver.answer(async response => {
      // It took so long that its lease ended, and another process has it now.
      await store.write(trx =>
        trx
          .updateTable('deliveries')
          .set({ claimed_until: elsewhere })
          .where('status', '=', 'pending')
          .execute(),
      )
      response.writeHead(status).end()
    })
    const slow = await process()
    const written = slow.settle()
    await expect.poll(() => receiver.received.length).toBe(1)
    await slow.stop()
    await written
    expect(await attempts()).toEqual([{ status: 'pending', attempt: 1, claimed_until: elsewhere }])
  },
)
