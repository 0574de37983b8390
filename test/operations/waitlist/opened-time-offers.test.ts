import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book } from '../bookings/booking-world.ts'
import { booked, joined, move, offersMade, wait, wanted, windowAt } from './waitlist-world.ts'

const niket = '/v2/resources/res_dr_niket'
const half = (count: number) =>
  new Date(Date.parse(wanted) + count * 1_800_000).toISOString().replace('.000', '')
/** Two hours from the wanted start on: four starts. */
const windows = [windowAt(wanted, 120)]

type Change = (sandbox: TestSandbox) => Promise<unknown>

interface Case {
  /** Makes the third of the four starts one that cannot be had, the others can; gives what opens it. */
  readonly taken: (sandbox: TestSandbox) => Promise<Change>
  readonly window?: ReturnType<typeof windowAt>
}

const change = (path: string, body: object) => (sandbox: TestSandbox) => sandbox.send('PATCH', path, { body })

async function manyAtOnce(sandbox: TestSandbox): Promise<void> {
  await change('/v2/services/svc_consult_30', { capacity: 3 })(sandbox)
}

const cases: Readonly<Record<string, Case>> = {
  'a larger capacity': {
    taken: async sandbox => {
      await manyAtOnce(sandbox)
      await booked(sandbox, half(2))
      return change(niket, { capacity: 2 })
    },
  },
  'longer hours': {
    taken: async sandbox => {
      const closed = {
        weekly: {
          mon: [
            { start: '10:30', end: '11:30' },
            { start: '12:00', end: '18:00' },
          ],
        },
      }
      await sandbox.send('PUT', `${niket}/working_hours`, { body: closed })
      const weekly = { mon: [{ start: '10:30', end: '18:00' }] }
      return s => s.send('PUT', `${niket}/working_hours`, { body: { weekly } })
    },
  },
  'an absence that is called off': {
    taken: async sandbox => {
      await sandbox.send('POST', `${niket}/offline`, { body: { from: half(2), until: half(3) } })
      return s => s.send('POST', `${niket}/online`)
    },
  },
  'an absence that ends early': {
    taken: async sandbox => {
      await sandbox.send('POST', `${niket}/offline`, { body: { until: half(3) } })
      return s => s.send('POST', `${niket}/online`)
    },
    // What lies before it was closed as well.
    window: windowAt(half(2), 120),
  },
}

describe.each(Object.entries(cases))('%s', (_name, { taken, window }) => {
  test('offers what it opened, and not the starts before and behind it that were free already', async () => {
    const sandbox = await forkSandbox()
    const open = await taken(sandbox)
    const { id } = await joined(sandbox, { windows: [window ?? windowAt(wanted, 120)] })
    await joined(sandbox, { windows: [windowAt(half(3), 30)], customer_id: 'cust_priya_01' })
    await open(sandbox)
    expect(await offersMade(sandbox)).toEqual([`${id} ${half(2)} res_dr_niket`])
  })
})

test('a higher limit of bookings a day offers the days that were full, and no other', async () => {
  const sandbox = await forkSandbox()
  await change(niket, { max_bookings_per_day: 1 })(sandbox)
  const tuesday = '2026-04-28T05:00:00Z'
  await booked(sandbox, tuesday)
  const { id } = await joined(sandbox, { windows: [windowAt(wanted, 120), windowAt(tuesday, 120)] })
  await change(niket, { max_bookings_per_day: 2 })(sandbox)
  expect(await offersMade(sandbox)).toEqual([`${id} 2026-04-28T05:30:00Z res_dr_niket`])
})

test('no limit at all any more offers a full day as well, where the resource works into the next one', async () => {
  const sandbox = await forkSandbox()
  await change(niket, { max_bookings_per_day: 2 })(sandbox)
  await booked(sandbox, half(0))
  await booked(sandbox, half(8))
  const { id } = await joined(sandbox, { windows: [windowAt(half(3), 30)] })
  await joined(sandbox, { windows: [windowAt('2026-04-22T05:00:00Z', 60)] })
  await change(niket, { max_bookings_per_day: null })(sandbox)
  expect(await offersMade(sandbox)).toEqual([`${id} ${half(3)} res_dr_niket`])
})

test('units that were opened go to as many as they hold; a party too large for what was free gets a free start too', async () => {
  const sandbox = await forkSandbox()
  await manyAtOnce(sandbox)
  await booked(sandbox)
  const entries: string[] = []
  for (const party_size of [1, 1, 1, 3]) entries.push((await joined(sandbox, { windows, party_size })).id)
  await change(niket, { capacity: 3 })(sandbox)
  expect(await offersMade(sandbox)).toEqual([
    `${entries[0]} ${wanted} res_dr_niket`,
    `${entries[1]} ${wanted} res_dr_niket`,
    // Nobody had three seats before.
    `${entries[3]} ${half(1)} res_dr_niket`,
  ])
})

test('an offer that was just made does not make a free start look like one that was taken', async () => {
  const sandbox = await forkSandbox()
  await manyAtOnce(sandbox)
  await change('/v2/services/svc_consult_30', { step_min: 15 })(sandbox)
  await booked(sandbox, half(1))
  const { id } = await joined(sandbox, { windows })
  await joined(sandbox, { windows: [windowAt(wanted, 30)], customer_id: 'cust_priya_01' })
  await change(niket, { capacity: 2 })(sandbox)
  // A quarter before the taken half hour: that meets the free one, which the other may have had all along.
  expect(await offersMade(sandbox)).toEqual([`${id} 2026-04-20T05:15:00Z res_dr_niket`])
})

test('hours that are opened behind a start do not offer it, although its buffer reaches into them', async () => {
  const sandbox = await forkSandbox()
  await change('/v2/services/svc_consult_30', { buffer_after_min: 20 })(sandbox)
  const until = (end: string) => ({ body: { weekly: { mon: [{ start: '10:30', end }] } } })
  await sandbox.send('PUT', `${niket}/working_hours`, until('11:00'))
  await joined(sandbox, { windows: [windowAt(wanted, 30)] })
  await sandbox.send('PUT', `${niket}/working_hours`, until('12:00'))
  expect(await offersMade(sandbox)).toEqual([])
})

test('more units and longer hours at once open both', async () => {
  const sandbox = await forkSandbox()
  await addResource(sandbox, { id: 'res_room', type: 'room', weekly: JSON.stringify({ mon: [] }) })
  const requirements = JSON.stringify([{ group: 'room', resource_ids: ['res_room'], skills: [] }])
  await addService(sandbox, { id: 'svc_room', capacity: 9, requirements })
  const ids: string[] = []
  for (let i = 0; i < 3; i++) ids.push((await joined(sandbox, { service_id: 'svc_room' })).id)
  const body = { capacity: 2, timezone: 'UTC' }
  await sandbox.send('PUT', '/v2/resources/res_room/working_hours', {
    body: { weekly: { mon: [{ start: '05:00', end: '06:00' }] } },
  })
  // At 05:00 in Kolkata it was open; in UTC that is the wanted start.
  expect(await offersMade(sandbox)).toEqual([])
  await sandbox.send('PATCH', '/v2/resources/res_room', { body })
  expect(await offersMade(sandbox)).toEqual(ids.slice(0, 2).map(id => `${id} ${wanted} res_room`))
})

test('at the end of a period offline, who waits for the resource is offered what is free there', async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('POST', `${niket}/offline`, { body: { until: '2026-04-15T10:42:11Z' } })
  const { id } = await joined(sandbox)
  await wait(sandbox, 60)
  expect(await offersMade(sandbox)).toEqual([`${id} ${wanted} res_dr_niket`])
})

test('freed seats are offered although others were free: somebody who waits for a class is told of each', async () => {
  const sandbox = await forkSandbox()
  await manyAtOnce(sandbox)
  await change(niket, { capacity: 3 })(sandbox)
  const id = await booked(sandbox)
  expect((await book(sandbox, bodyAt(wanted))).status).toBe(201)
  const waiting = await joined(sandbox)
  await move(sandbox, id, 'cancel')
  expect(await offersMade(sandbox)).toEqual([`${waiting.id} ${wanted} res_dr_niket`])
})
