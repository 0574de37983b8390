import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import type { Fleet } from '../../emulator/fleet/fleet.ts'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { flush } from '../../emulator/sandbox/flush.ts'
import { buildServer } from '../../emulator/server/build-server.ts'
import { noteScrub } from '../../emulator/store/scrub.ts'
import { createChainCheck } from '../../src/audit/chain.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { wallClock } from '../world/real-time.ts'
import { requestsTo, type TestSandbox, testNow } from '../world/sandbox.ts'

/** All that tells of the person: nobody else in the data has any of it. */
const person = {
  name: 'Zebulon Quixwhistle',
  email: 'zebulon.q@quix.example',
  phone: '+91 91234 56789',
  external_ref: 'crm-zq-77',
  notes: 'Afraid of the dentist from Quixwhistle Lane',
  metadata: { nickname: 'Zebby-of-Quix' },
}
const double = { name: 'Z. Quixwhistle-Formerly', email: 'old.zeb@quix.example' }
const companion = { name: 'Ottoline Companionova', email: 'otto@quix.example' }
const telling = [
  ...Object.values(person).filter(value => typeof value === 'string'),
  ...Object.values(person.metadata),
  ...Object.values(double),
  ...Object.values(companion),
  'Moved for Quixwhistle’s mother',
  // As they stand in a URL, in part, and in a word.
  encodeURIComponent(person.email),
  encodeURIComponent(person.phone),
  'quixwhist',
]

let folder: ReturnType<typeof temporaryFolder>
let data: string
let fleet: Fleet
let send: TestSandbox['send']
const bugs: unknown[] = []
const open = () =>
  openFleet({
    data,
    allowLiveKeys: false,
    beginning: { clock: { atMs: Date.parse(testNow), frozen: true } },
    reportBug: error => bugs.push(error),
  })
beforeEach(async () => {
  folder = temporaryFolder()
  data = join(folder.path, 'data')
  fleet = await open()
  const { keyRing, main } = fleet
  const reportBug = (error: unknown) => bugs.push(error)
  const app = buildServer({ keyRing, clock: wallClock, seed: 'erasure', version: '0.0.0', reportBug })
  send = requestsTo(app, main.sandbox, defaultKeys).send
})
afterEach(async () => {
  await fleet.close()
  folder[Symbol.dispose]()
  expect(bugs.splice(0)).toEqual([])
})

/** Which files of the data folder tell of the person, and of what, in upper or lower case. */
function found(): Record<string, string[]> {
  const names = (readdirSync(data, { recursive: true, encoding: 'utf8' }) as string[]).filter(name =>
    statSync(join(data, name)).isFile(),
  )
  const entries = names.map(name => {
    const bytes = readFileSync(join(data, name)).toString('latin1').toLowerCase()
    const there = telling.filter(text => bytes.includes(Buffer.from(text.toLowerCase()).toString('latin1')))
    return [name, there] as const
  })
  return Object.fromEntries(entries.filter(([, there]) => there.length > 0))
}

async function ok(method: string, url: string, body?: object, idempotencyKey?: string) {
  const answer = await send(method, url, {
    ...(body !== undefined && { body }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  })
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.json
}

/** A customer with a life: bookings, companions, a double, deliveries, answers that are kept, logs, an export. */
async function livedThrough(): Promise<string> {
  const webhook = { url: 'http://127.0.0.1:9/webhooks', events: ['*'] }
  await ok('POST', '/v2/webhooks', webhook)
  const { id } = await ok('POST', '/v2/customers', person, `create-${person.email}`)
  const other = await ok('POST', '/v2/customers', double)
  await ok('PATCH', `/v2/customers/${id}`, { phone: '+91 90000 00000' })
  await ok('PATCH', `/v2/customers/${id}`, { phone: person.phone })
  const start_at = '2026-05-27T11:30:00Z'
  const booking = await ok(
    'POST',
    '/v2/bookings',
    { service_id: 'svc_yoga_60', customer_id: id, start_at, notes: person.notes, metadata: person.metadata },
    'book-1',
  )
  await ok('POST', `/v2/bookings/${booking.id}/attendees`, companion)
  await ok('PATCH', `/v2/bookings/${booking.id}`, { notes: 'Moved for Quixwhistle’s mother' })
  const past = await ok('POST', '/v2/bookings', {
    service_id: 'svc_yoga_60',
    customer_id: other.id,
    start_at,
  })
  await ok('POST', `/v2/bookings/${past.id}/cancel`, {
    actor: 'staff',
    reason: 'Moved for Quixwhistle’s mother',
  })
  await ok('PUT', `/v2/customers/${id}/consents/photos`, { granted: true, source: `call of ${person.name}` })
  await ok('POST', `/v2/customers/${id}/merge`, { source_customer_id: other.id })
  await ok('GET', `/v2/customers?email=${encodeURIComponent(person.email)}`)
  await ok('GET', `/v2/customers?phone=${encodeURIComponent(person.phone)}`)
  await ok('GET', '/v2/customers?query=quixwhist')
  const access = await ok('POST', '/v2/data_requests', {
    kind: 'access',
    customer_id: id,
    channel: person.email,
  })
  await ok('POST', `/v2/data_requests/${access.id}/resolve`, { outcome: 'fulfilled', ground: person.name })
  // A receiver that answers with what it was sent.
  await fleet.main.sandbox.store.write(async trx => {
    const answered = trx.updateTable('deliveries').set({ response_body: JSON.stringify(person) })
    await answered.where('event_id', '!=', 'evt_example_01').execute()
  })
  return id
}

test('an erasure leaves nothing of a person in the data, but for what was copied before, which it names', async () => {
  const id = await livedThrough()
  const before = await ok('GET', '/v2/events?limit=100')
  await fleet.snapshots.save(fleet.main, 'before-release', false)
  await fleet.fork(fleet.main, { keep: true, name: 'experiment' })
  expect(Object.keys(found())).toContain('sandbox.db-wal')

  const request = await ok('POST', '/v2/data_requests', { kind: 'erasure', customer_id: id })
  const done = await ok(
    'POST',
    `/v2/data_requests/${request.id}/resolve`,
    { outcome: 'fulfilled', ground: `${person.name} asked on the phone` },
    `erase-${person.email}`,
  )
  expect(done).toMatchObject({
    status: 'fulfilled',
    resolution: { ground: '[erased] asked on the phone' },
    copies_kept: [
      { kind: 'snapshot', name: 'before-release' },
      { kind: 'fork', name: 'experiment' },
    ],
  })
  const copies = /^(snapshots|forks)[\\/]/
  await flush(fleet.main.sandbox)
  expect(Object.fromEntries(Object.entries(found()).filter(([name]) => !copies.test(name)))).toEqual({})
  // The test sees what it looks for: the copies have it.
  expect(Object.keys(found()).length).toBeGreaterThan(1)

  // What is left is whole: events in their order, the chain of the audit trail, bookings that say nothing of anybody.
  expect((await send('GET', `/v2/customers/${id}`)).status).toBe(404)
  const after = await ok('GET', '/v2/events?limit=100')
  const redacted = after.data.filter((event: { redacted_at?: string }) => event.redacted_at !== undefined)
  expect(redacted.length).toBeGreaterThan(3)
  expect(after.data.length).toBeGreaterThanOrEqual(before.data.length)
  const trail = (await ok('GET', '/v2/audit/events?limit=100')).data.toReversed()
  const check = createChainCheck()
  expect(trail.flatMap((row: Parameters<typeof check>[0]) => check(row) ?? [])).toEqual([])
  const { data: bookings } = await ok('GET', '/v2/bookings?limit=100')
  const theirs = bookings.filter((one: { customer_id: string }) => one.customer_id === id)
  expect(theirs).toHaveLength(2)
  for (const one of theirs) expect(one).toMatchObject({ status: 'cancelled', notes: null, metadata: {} })
})

test('an erasure that was committed and not scrubbed is scrubbed at the next start', async () => {
  const id = await livedThrough()
  const request = await ok('POST', '/v2/data_requests', { kind: 'erasure', customer_id: id })
  const { store } = fleet.main.sandbox
  const { scrub } = store
  Object.assign(store, { scrub: async () => {} })
  await ok('POST', `/v2/data_requests/${request.id}/resolve`, { outcome: 'fulfilled' })
  Object.assign(store, { scrub })
  await store.write(noteScrub)
  expect(found()).not.toEqual({})
  await fleet.close()
  fleet = await open()
  expect(found()).toEqual({})
})

test('two people whose idempotency keys differ by their addresses alone can both be erased', async () => {
  for (const email of ['zeb.one@quix.example', 'zeb.two@quix.example']) {
    const { id } = await ok('POST', '/v2/customers', { name: `Zeb ${email}`, email }, `create-${email}`)
    const request = await ok('POST', '/v2/data_requests', { kind: 'erasure', customer_id: id })
    await ok('POST', `/v2/data_requests/${request.id}/resolve`, { outcome: 'fulfilled' }, `erase-${email}`)
  }
  await flush(fleet.main.sandbox)
  const bytes = readFileSync(join(data, 'sandbox.db')).toString('latin1')
  expect(bytes).not.toContain('@quix.example')
})

test('a person of whom much is told is erased part by part, and others read meanwhile', async () => {
  const { id } = await ok('POST', '/v2/customers', person)
  for (let i = 0; i < 1_100; i += 1)
    await ok('PATCH', `/v2/customers/${id}`, { notes: `${person.notes} ${i}` })
  await flush(fleet.main.sandbox)
  const request = await ok('POST', '/v2/data_requests', { kind: 'erasure', customer_id: id })
  let isErased = false
  const erasing = ok('POST', `/v2/data_requests/${request.id}/resolve`, { outcome: 'fulfilled' }).then(() => {
    isErased = true
  })
  let seen = 0
  while (!isErased) {
    const { name } = await fleet.main.sandbox.store.read(trx =>
      trx.selectFrom('customers').select('name').where('id', '=', id).executeTakeFirstOrThrow(),
    )
    // All of it or nothing: until it is committed, everybody reads what was.
    if (name === person.name) seen += 1
    await new Promise(setImmediate)
  }
  await erasing
  expect(seen).toBeGreaterThan(10)
  await flush(fleet.main.sandbox)
  expect(found()).toEqual({})
}, 30_000)
