import { expect, test } from 'vitest'
import { scriptedApi } from '../../client/scripted-api.ts'
import { type RunOptions, runCli } from '../run-cli.ts'

const doctor = (id: string, start: string, end: string) => ({
  start_at: `2026-05-27T${start}:00Z`,
  end_at: `2026-05-27T${end}:00Z`,
  resource_id: id,
  allocations: [{ group: 'staff', resource_id: id }],
})

const assignments = {
  data: [
    {
      booking_id: 'bk_checkup_01',
      from: doctor('res_dr_asha', '05:10', '05:30'),
      to: doctor('res_dr_asha', '05:30', '05:50'),
      reason: 'closes gaps',
      revision: 1,
    },
    {
      booking_id: 'bk_consult_07',
      from: doctor('res_dr_asha', '06:30', '07:00'),
      to: doctor('res_dr_niket', '06:30', '07:00'),
      reason: 'its place breaks time_off',
      revision: 2,
    },
  ],
  has_more: false,
  next_cursor: null,
  prev_cursor: null,
}

async function run(json: unknown, words: readonly string[], options: RunOptions = {}) {
  await using api = await scriptedApi({ status: 200, json })
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1', TZ: 'Asia/Kolkata' }
  return await runCli(words, { ...options, env })
}

const list = ['schedule', 'optimizations', 'assignments', 'opt_1']

test('a terminal of 80 columns shows each day before and after, and who goes where', async () => {
  const { stdout, stderr } = await run(assignments, list, { tty: true, columns: 80 })
  expect(`\n${stdout}`).toBe(`
Wed 27 May 2026
                  10:30           11:00          11:30           12:00
  res_dr_asha   -      aaaaaaaaaaa                              bbbbbbbbbbbbbbbb
                +                aaaaaaaaaaa
  res_dr_niket  -
                +                                               bbbbbbbbbbbbbbbb
  a  bk_checkup_01  10:40 res_dr_asha -> 11:00: closes gaps
  b  bk_consult_07  12:00 res_dr_asha -> res_dr_niket: its place breaks time_off
`)
  expect(stderr).toContain('Times are those of Asia/Kolkata.')
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test('what goes to another day is seen on both', async () => {
  const [first] = assignments.data
  const moved = {
    ...first,
    to: { ...first?.to, start_at: '2026-05-28T05:30:00Z', end_at: '2026-05-28T05:50:00Z' },
  }
  const { stdout } = await run({ ...assignments, data: [moved] }, list, { tty: true, columns: 80 })
  expect(stdout.match(/^\w{3} \d+ May 2026$/gm)).toEqual(['Wed 27 May 2026', 'Thu 28 May 2026'])
  expect(stdout).toContain('10:40 res_dr_asha -> Thu 28 May 2026 11:00')
})

test('nothing to be moved is said, and a pipe gets a line for each booking', async () => {
  const none = await run({ ...assignments, data: [] }, list, { tty: true, columns: 80 })
  expect([none.stdout, none.stderr]).toEqual(['', expect.stringContaining('Nothing would be moved.')])
  const piped = await run(assignments, list)
  expect(piped.stdout.split('\n')).toHaveLength(3)
  expect(piped.stdout).toMatch(/^bk_checkup_01\t/)
})

test('a schedule that was judged: its score, each broken rule, and what counts', async () => {
  const judged = {
    live: true,
    window: { from: '2026-05-25T00:00:00Z', to: '2026-06-01T00:00:00Z' },
    bookings: 12,
    score: { hard: 1, medium: 1, soft: 140 },
    constraints: [
      { name: 'capacity', level: 'hard', unit: 'booking', weight: null, count: 0, cost: 0, matches: [] },
      { name: 'working_hours', level: 'hard', unit: 'booking', weight: null, count: 1, cost: 1, matches: [] },
      { name: 'fragmentation', level: 'soft', unit: 'gap', weight: 20, count: 7, cost: 140, matches: [] },
    ],
    violations: [{ message: 'Booking bk_1 lies in time off of res_dr_asha' }],
  }
  const words = ['schedule', 'validate', '--range', '2026-05-25..2026-06-01']
  const { stdout, code } = await run(judged, words, { tty: true, columns: 80 })
  expect(code).toBe(0)
  expect(
    stdout,
  ).toBe(`✗ 12 bookings from 2026-05-25T00:00:00Z to 2026-06-01T00:00:00Z: 1 hard rule is broken, soft cost 140
  Booking bk_1 lies in time off of res_dr_asha

name           level  count  unit     weight  cost
working_hours  hard   1      booking          1
fragmentation  soft   7      gap      20      140
`)
  const piped = await run(judged, words)
  expect(piped.stdout).toMatch(/^live\ttrue\n/)
})

test('the constraints are a table for people', async () => {
  const constraints = [
    {
      name: 'capacity',
      level: 'hard',
      unit: 'booking',
      enabled: true,
      weight: null,
      default_weight: null,
      description: '',
    },
    {
      name: 'overtime',
      level: 'soft',
      unit: 'minute',
      enabled: false,
      weight: 2,
      default_weight: 2,
      description: '',
    },
  ]
  const answer = { tenant_id: 'tnt_1', created_at: '', updated_at: '', revision: 1, constraints }
  const { stdout } = await run(answer, ['schedule', 'constraints', 'get'], { tty: true, columns: 80 })
  expect(stdout).toBe(`name      level  enabled  weight  unit
capacity  hard   true             booking
overtime  soft   false    2       minute
`)
})
