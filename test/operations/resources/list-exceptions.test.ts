import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import { addException, onDates, exceptionsUrl as url } from './exception-world.ts'
import { patchNiket } from './resource-world.ts'

async function add(sandbox: TestSandbox, body: object): Promise<void> {
  const answer = await addException(sandbox, body)
  expect(answer.status, answer.text).toBe(201)
}

describe('listExceptions', () => {
  async function listed(sandbox: TestSandbox, query: string): Promise<string[]> {
    const answer = await sandbox.send('GET', `${url}?${query}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.json.data.map(({ reason }: { reason: string }) => reason)
  }

  async function withFour(): Promise<TestSandbox> {
    const sandbox = await forkSandbox()
    await add(sandbox, { ...onDates('closed', '2026-05-04', '2026-05-06'), reason: 'dates' })
    sandbox.clock.set(sandbox.clock.now() + 1000)
    // 5 May, 10:00 to 11:00 in Kolkata.
    await add(sandbox, {
      ...onDates('closed', '2026-05-05T04:30:00Z', '2026-05-05T05:30:00Z'),
      reason: 'instants',
    })
    sandbox.clock.set(sandbox.clock.now() + 1000)
    await add(sandbox, { ...onDates('open', '2026-05-10'), reason: 'sunday' })
    return sandbox
  }

  test.each([
    ['', ['sunday', 'instants', 'dates', 'Ward round']],
    ['kind=closed', ['instants', 'dates']],
    ['kind=open,replace', ['sunday', 'Ward round']],
    ['from=2026-05-06', ['sunday', 'dates']],
    ['from=2026-05-07', ['sunday']],
    ['to=2026-05-04', ['dates', 'Ward round']],
    ['to=2026-05-03', ['Ward round']],
    ['from=2026-05-05&to=2026-05-05', ['instants', 'dates']],
    ['from=2026-05-05T05:29:59Z', ['sunday', 'instants', 'dates']],
    ['from=2026-05-05T05:30:00Z', ['sunday', 'dates']],
    // 6 May ends at 18:30Z.
    ['from=2026-05-06T18:29:59Z', ['sunday', 'dates']],
    ['from=2026-05-06T18:30:00Z', ['sunday']],
    ['to=2026-05-05T04:30:00Z', ['dates', 'Ward round']],
    ['to=2026-05-05T04:30:01Z', ['instants', 'dates', 'Ward round']],
    ['to=2026-05-03T18:30:00Z', ['Ward round']],
    ['to=2026-05-03T18:30:01Z', ['dates', 'Ward round']],
    ['to=9999-12-31', ['sunday', 'instants', 'dates', 'Ward round']],
    ['kind=closed&from=2026-05-06&to=2026-05-06', ['dates']],
  ])('with %s: %j', async (query, reasons) => {
    expect(await listed(await withFour(), query)).toEqual(reasons)
  })

  test('names no stranded bookings, and refuses a period that ends before it begins', async () => {
    const sandbox = await withFour()
    const { json } = await sandbox.send('GET', url)
    expect(json.data.every((row: object) => !('stranded_booking_ids' in row))).toBe(true)
    const refused = async (query: string) => faultsOf(await sandbox.send('GET', `${url}?${query}`))
    expect(await refused('from=2026-05-06&to=2026-05-05')).toEqual(['/to not_after'])
    expect(await refused('from=2026-02-30&to=2026-13-01')).toEqual([
      '/from invalid_format',
      '/to invalid_format',
    ])
    expect(await refused('kind=shut')).toEqual(['/kind invalid_format'])
  })

  test('knows the last date of all, also where it ends after the last instant that can be written', async () => {
    const sandbox = await withFour()
    await patchNiket(sandbox, { timezone: 'America/New_York' })
    expect(await listed(sandbox, 'kind=closed&to=9999-12-31')).toEqual(['instants', 'dates'])
  })

  test('reads dates in the zone of the resource', async () => {
    const sandbox = await withFour()
    await patchNiket(sandbox, { timezone: 'Pacific/Auckland' })
    // 5 May in Auckland ends at 12:00Z, and the dates of an exception are local ones.
    expect(await listed(sandbox, 'kind=closed&from=2026-05-06')).toEqual(['dates'])
    expect(await listed(sandbox, 'kind=closed&from=2026-05-05T12:00:00Z&to=2026-05-05T12:00:01Z')).toEqual([
      'dates',
    ])
  })
})
