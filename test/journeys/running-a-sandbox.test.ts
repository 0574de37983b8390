import { afterEach, beforeEach, expect, test } from 'vitest'
import { makePlace, type Place, startSandboxIn } from './running-sandbox.ts'

let place: Place
beforeEach(() => {
  place = makePlace()
})
afterEach(() => place.remove())

const run = (line: string) => place.run(...line.split(' '))
const json = async (line: string) => JSON.parse((await run(`${line} --json`)).stdout)

const book = 'bookings create --customer-id cust_priya_01 --service-id svc_consult_30 --start-at'

test('the clock is moved from the command line, says what fired, and stands still through a kill', async () => {
  const sandbox = await startSandboxIn(place)
  await run('sandbox clock freeze 2026-04-15T09:42:11Z')
  const { id } = await json(`${book} 2026-04-20T05:00:00Z`)
  const moved = await json('sandbox clock advance --until next')
  expect(moved).toMatchObject({
    clock: { mode: 'frozen', now: '2026-04-19T05:00:00Z', next_due_at: '2026-04-20T04:00:00Z' },
    fired: [{ kind: 'booking.reminder', object_id: id, events: ['booking.reminder_due'] }],
  })
  await sandbox.stop('SIGKILL')
  const again = await startSandboxIn(place)
  expect(await json('sandbox clock show')).toEqual(moved.clock)
  expect((await run('sandbox clock advance 1d')).stdout).toBe(
    `2026-04-20T04:00:00Z\tbooking.reminder\t${id}\tbooking.reminder_due\n`,
  )
  // As when its terminal is closed.
  expect(await again.stop('SIGHUP')).toMatchObject({ code: 0, stderr: 'Stopped.\n' })
})

test('a sandbox is waited for, watched, reset and stopped by commands alone', async () => {
  const waiting = run('sandbox wait --timeout 20')
  const sandbox = await startSandboxIn(place, '--plan', 'free')
  expect((await waiting).code).toBe(0)
  expect(await json('sandbox status')).toMatchObject({ tenants: [{ plan: 'free' }, { plan: 'free' }] })
  await run(`${book} 2026-04-20T05:00:00Z`)
  const many = await Promise.all(
    Array.from({ length: 14 }, () => fetch(`${sandbox.baseUrl}/v2/tenant`, withKey)),
  )
  const refused = many.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThan(0)
  for (const { headers } of refused) expect(headers.get('retry-after')).toBe('1')
  const logged = await json('sandbox logs --status 429')
  expect(logged.data).toHaveLength(refused.length)
  expect(JSON.stringify(logged)).not.toContain('4eC39HqLyjWDarjtT1zdp7dc')
  expect((await run('sandbox reset --yes')).code).toBe(0)
  expect(await json('sandbox status')).toMatchObject({ tenants: [{ plan: 'free' }, { plan: 'free' }] })
  const { data } = await json('bookings list')
  expect(data.map((booking: { id: string }) => booking.id).toSorted()).toEqual([
    'bk_01HXYW999',
    'bk_checkup_01',
    'bk_deposit_01',
    'bk_missed_01',
    'bk_paid_01',
    'bk_pending_01',
    'bk_physio_01',
    'bk_physio_02',
    'bk_physio_03',
    'bk_physio_04',
    'bk_physio_05',
    'bk_today_01',
    'bk_yoga_01',
  ])
  expect((await run('sandbox stop')).code).toBe(0)
  expect((await sandbox.started.ended).code).toBe(0)
  expect((await run('sandbox status')).code).toBe(5)
})

const withKey = { headers: { authorization: 'Bearer sk_test_4eC39HqLyjWDarjtT1zdp7dc' } }
