import { beforeEach, describe, expect, test } from 'vitest'
import { forkSandbox, type TestAnswer, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService } from '../bookings/booking-world.ts'
import { slots, weekly } from './slot-queries.ts'

const mostSlots = 10_000
const roundTheClock = weekly(['00:00', '24:00'])
const staff = (ids: readonly string[]) => JSON.stringify([{ group: 'staff', resource_ids: ids, skills: [] }])

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await forkSandbox()
})

/** A service of a minute, at every minute of day and night, with as many resources as told. */
async function everyMinute(resources: number, hours = roundTheClock): Promise<void> {
  const ids = Array.from({ length: resources }, (_, i) => `res_${String(i).padStart(2, '0')}`)
  for (const id of ids) await addResource(sandbox, { id, timezone: 'UTC', weekly: hours })
  await addService(sandbox, {
    id: 'svc_minute',
    duration_min: 1,
    step_min: 1,
    horizon_days: 365,
    requirements: staff(ids),
  })
}

const bySlots = (from: string, to: string, party_size = 1) =>
  slots(sandbox, { service_id: 'svc_minute', from, to, party_size })
const bySearch = (from: string, to: string, party_size = 1, headers: Record<string, string> = {}) =>
  sandbox.send('POST', '/v2/availability/search', {
    body: { services: [{ service_id: 'svc_minute', party_size }], from, to },
    headers,
  })

const found = ({ json }: TestAnswer): readonly { readonly start_at: string }[] =>
  json.slots ?? json.availabilities

/** The end that a refusal names. */
function maxTo({ status, json }: TestAnswer): string {
  expect([status, json.error?.code]).toEqual([422, 'range_too_wide'])
  expect(json.error.details.max_to).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  return json.error.details.max_to
}

describe.each([
  ['slots', bySlots],
  ['search', bySearch],
] as const)('%s', (_, ask) => {
  test('ninety days at every minute are too much, and max_to is what one answer takes', async () => {
    await everyMinute(1)
    const to = maxTo(await ask('2026-04-20', '2026-07-19'))
    expect(to).toBe(
      new Date(Date.parse('2026-04-20T00:00:00Z') + mostSlots * 60_000).toISOString().replace('.000', ''),
    )
    expect(found(await ask('2026-04-20', to))).toHaveLength(mostSlots)
    const oneMore = new Date(Date.parse(to) + 60_000).toISOString()
    expect(maxTo(await ask('2026-04-20', oneMore))).toBe(to)
  })

  test('within a day, too; going on from max_to visits every start once', async () => {
    await everyMinute(20)
    const [first, last] = ['2026-04-20T00:00:00Z', '2026-04-20T18:00:00Z']
    const seen: string[] = []
    let from = first
    for (let asked = 0; from < last && asked < 10; asked++) {
      const answer = await ask(from, last)
      const to = answer.status === 200 ? last : maxTo(answer)
      const part = found(to === last ? answer : await ask(from, to))
      expect(part.length).toBeLessThanOrEqual(mostSlots)
      for (const one of part) seen.push(JSON.stringify(one))
      from = to
    }
    expect(seen).toHaveLength(20 * 18 * 60)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('of a range that is too long, max_to is answered as well', async () => {
    await everyMinute(1)
    const to = maxTo(await ask('2026-04-20', '2027-04-20'))
    expect(found(await ask('2026-04-20', to))).toHaveLength(mostSlots)
    // Without a single start it is the length that counts.
    await sandbox.send('PUT', '/v2/resources/res_00/working_hours', { body: { weekly: {} } })
    const longest = maxTo(await ask('2026-04-20', '2027-04-20'))
    expect(longest).toBe('2026-07-19T00:00:00Z')
    expect(found(await ask('2026-04-20', longest))).toEqual([])
  })

  test('the others get their turn while one is worked out', async () => {
    // A party of two fits nowhere, so that every minute of ninety days is looked at.
    await everyMinute(2)
    const ended: string[] = []
    const long = ask('2026-04-19', '2026-07-18', 2).then(answer => {
      ended.push('long')
      return answer
    })
    for (const name of ['first', 'second', 'third']) {
      const { status } = await sandbox.send('POST', '/v2/customers', { body: { name } })
      expect(status).toBe(201)
      ended.push(name)
    }
    expect(found(await long)).toEqual([])
    expect(ended).toEqual(['first', 'second', 'third', 'long'])
  })
})

test('what is listed twice at one start counts twice, and comes whole or not at all', async () => {
  await everyMinute(7)
  const to = maxTo(await bySlots('2026-04-20', '2026-04-21T12:00:00Z'))
  const part = found(await bySlots('2026-04-20', to))
  expect(part).toHaveLength(Math.floor(mostSlots / 7) * 7)
  expect(part.filter(({ start_at }) => start_at === part[0]?.start_at)).toHaveLength(7)
})

test('with an idempotency key a search is replayed, also its refusal; the key has one meaning', async () => {
  await everyMinute(1)
  const key = { 'x-idempotency-key': 'once' }
  const refused = await bySearch('2026-04-20', '2026-07-19', 1, key)
  const again = await bySearch('2026-04-20', '2026-07-19', 1, key)
  expect([again.status, again.text]).toEqual([422, refused.text])
  expect(again.headers['x-idempotent-replayed']).toBe('true')
  expect((await bySearch('2026-04-20', '2026-04-21', 1, key)).json.error.code).toBe('idempotency_key_reused')
  const other = { 'x-idempotency-key': 'other' }
  const [one, ...others] = await Promise.all(
    [1, 2, 3].map(() => bySearch('2026-04-20', '2026-04-21', 1, other)),
  )
  expect(one?.status).toBe(200)
  for (const { json } of others) expect(json.error.code).toBe('idempotency_key_in_use')
  await sandbox.send('PUT', '/v2/resources/res_00/working_hours', { body: { weekly: {} } })
  expect((await bySearch('2026-04-20', '2026-04-21', 1, other)).text).toBe(one?.text)
})
