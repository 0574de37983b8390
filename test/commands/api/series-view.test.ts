import { expect, test } from 'vitest'
import { scriptedApi } from '../../client/scripted-api.ts'
import { type RunOptions, runCli } from '../run-cli.ts'

const series = {
  id: 'series_1',
  status: 'active',
  rrule: 'FREQ=DAILY;COUNT=3',
  start_local: '2026-04-20T10:30:00',
  timezone: 'Asia/Kolkata',
  occurrences: [
    {
      booking_id: 'bk_1',
      original_start_at: '2026-04-20T05:00:00Z',
      start_at: '2026-04-20T05:00:00Z',
      status: 'confirmed',
    },
    {
      booking_id: 'bk_2',
      original_start_at: '2026-04-22T05:00:00Z',
      start_at: '2026-04-22T05:30:00Z',
      status: 'confirmed',
      conflicts: [{ type: 'existing_booking', id: 'bk_9' }],
    },
  ],
  skipped: [
    {
      original_start_at: '2026-04-21T05:00:00Z',
      conflicts: [{ type: 'existing_booking', id: 'bk_8' }, { type: 'outside_working_hours' }],
    },
  ],
}

const argv = ['booking-series', 'create', '--customer-id', 'cust_a', '--service-id', 'svc_a']
const rule = [
  '--rrule',
  'FREQ=DAILY;COUNT=3',
  '--start-local',
  '2026-04-20T10:30',
  '--on-conflict',
  'nearest',
]

async function run(
  answer: { status: number; json: unknown },
  words: readonly string[],
  options: RunOptions = {},
) {
  await using api = await scriptedApi(answer)
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
  return await runCli(words, { ...options, env })
}

test('a terminal shows the dates in their order, with what was left out or moved and why', async () => {
  const { stdout, stderr, code } = await run({ status: 201, json: series }, [...argv, ...rule], { tty: true })
  const table = stdout.slice(stdout.indexOf('date '))
  expect(`\n${table}`).toBe(`
date             time   booking  status     note
Mon 20 Apr 2026  10:30  bk_1     confirmed
Tue 21 Apr 2026  10:30           skipped    existing_booking bk_8, outside_working_hours
Wed 22 Apr 2026  11:00  bk_2     confirmed  moved from Wed 22 Apr 2026 10:30: existing_booking bk_9
`)
  expect(stdout).toMatch(/^id +series_1\n/)
  expect(stderr).toContain('Times are those of Asia/Kolkata.')
  expect(stderr).toContain('✓ Created series_1, active')
  expect(code).toBe(0)
})

test('where the reasons do not fit into the table they stand below it', async () => {
  const options = { tty: true, columns: 80 }
  const { stdout } = await run({ status: 201, json: series }, [...argv, ...rule], options)
  expect(`\n${stdout.slice(stdout.indexOf('date '))}`).toBe(`
date             time   booking  status
Mon 20 Apr 2026  10:30  bk_1     confirmed
Tue 21 Apr 2026  10:30           skipped
Wed 22 Apr 2026  11:00  bk_2     confirmed
Tue 21 Apr 2026 10:30  skipped  existing_booking bk_8, outside_working_hours
Wed 22 Apr 2026 11:00  confirmed  moved from Wed 22 Apr 2026 10:30: existing_booking bk_9
`)
})

test('a pipe gets the members, each on a line', async () => {
  const { stdout } = await run({ status: 201, json: series }, [...argv, ...rule])
  expect(stdout).toContain('id\tseries_1\n')
  expect(stdout).toContain('rrule\tFREQ=DAILY;COUNT=3\n')
})

test('reading a series says nothing of a change', async () => {
  const { stderr } = await run({ status: 200, json: series }, ['booking-series', 'get', 'series_1'], {
    tty: true,
  })
  expect(stderr).toBe('Times are those of Asia/Kolkata.\n')
})

test('a refusal names every date with its reasons', async () => {
  const refusal = {
    error: {
      code: 'resource_unavailable',
      message: 'Resource res_a is not available on 1 of 3 dates; nothing was changed',
      details: { conflicts: series.skipped[0]?.conflicts, suggestions: [], dates: series.skipped },
    },
  }
  const { stderr, code } = await run({ status: 422, json: refusal }, [...argv, ...rule], { tty: true })
  expect(stderr).toContain(
    '  Not free:\n    2026-04-21T05:00:00Z  existing_booking  bk_8, outside_working_hours\n',
  )
  expect(stderr).not.toContain('In the way')
  expect(code).toBe(3)
})

test('a day that the zone left out is shown as the day that came in its place', async () => {
  const at = (instant: string, id: string) => ({
    booking_id: id,
    original_start_at: instant,
    start_at: instant,
    status: 'confirmed',
  })
  const occurrences = [at('2011-12-29T20:30:00Z', 'bk_1'), at('2011-12-30T20:30:00Z', 'bk_2')]
  const json = { ...series, timezone: 'Pacific/Apia', occurrences, skipped: [] }
  const { stdout } = await run({ status: 201, json }, [...argv, ...rule], { tty: true })
  expect(stdout.slice(stdout.indexOf('date '))).toBe(`date             time   booking  status     note
Thu 29 Dec 2011  10:30  bk_1     confirmed
Sat 31 Dec 2011  10:30  bk_2     confirmed
`)
})
