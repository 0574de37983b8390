import { expect, test } from 'vitest'
import { type ScriptedApi, scriptedApi } from '../client/scripted-api.ts'
import { type RunOptions, runCli } from './run-cli.ts'

const slot = (local_start: string, utc_offset: string, resource_id = 'res_dr_niket', seats_left = 1) => {
  const startMs = Date.parse(`${local_start}${utc_offset}`)
  const text = (ms: number) => new Date(ms).toISOString().replace('.000', '')
  return {
    start_at: text(startMs),
    end_at: text(startMs + 1_800_000),
    local_start,
    utc_offset,
    resource_id,
    seats_left,
  }
}

const answer = (slots: readonly unknown[], timezone = 'Asia/Kolkata') => ({
  status: 200,
  json: { service_id: 'svc_a', from: '2026-04-19T18:30:00Z', to: '2026-04-21T18:30:00Z', timezone, slots },
})

const argv = ['availability', 'slots', '--service-id', 'svc_a', '--from', '2026-04-20', '--to', '2026-04-22']

async function runOn(api: ScriptedApi, words: readonly string[], options: RunOptions = {}) {
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1', ...options.env }
  return await runCli(words, { ...options, env })
}

const twoDays = [
  slot('2026-04-20T09:00:00', '+05:30'),
  slot('2026-04-20T09:30:00', '+05:30'),
  slot('2026-04-20T09:30:00', '+05:30', 'res_dr_asha'),
  slot('2026-04-21T17:30:00', '+05:30', 'res_dr_asha', 12),
]

test('slots are a calendar for people: a day, a row for each resource, a column for each start', async () => {
  await using api = await scriptedApi(answer(twoDays))
  const { stdout, stderr, code } = await runOn(api, argv, { tty: true })
  expect(api.seen[0]?.url).toBe('/v2/availability/slots?service_id=svc_a&from=2026-04-20&to=2026-04-22')
  expect(`\n${stdout}`).toBe(`
svc_a, Asia/Kolkata

Mon 20 Apr 2026  UTC+05:30
  res_dr_asha   09:30
  res_dr_niket  09:00  09:30

Tue 21 Apr 2026  UTC+05:30
  res_dr_asha  17:30 ×12
`)
  expect(stderr).toBe(
    'Book one: ideadunes bookings create --service-id svc_a --resource-id res_dr_niket --start-at 2026-04-20T03:30:00Z --customer \'{"name": "Meera Iyer"}\'\n',
  )
  expect(code).toBe(0)
})

test('who looks from another zone sees that time beside it, with the day where it differs', async () => {
  const slots = [
    slot('2026-04-20T03:30:00', '+05:30'),
    slot('2026-04-20T09:00:00', '+05:30'),
    slot('2026-04-20T21:00:00', '+05:30'),
  ]
  await using api = await scriptedApi(answer(slots), answer(slots))
  const london = await runOn(api, argv, { tty: true, env: { TZ: 'Europe/London' } })
  expect(`\n${london.stdout}`).toBe(`
svc_a, Asia/Kolkata (in brackets: Europe/London)

Mon 20 Apr 2026  UTC+05:30
  res_dr_niket  03:30 (23:00-1)  09:00 (04:30)    21:00 (16:30)
`)
  const tokyo = await runOn(api, argv, { tty: true, env: { TZ: 'Asia/Tokyo' } })
  expect(tokyo.stdout).toContain('21:00 (00:30+1)')
})

test('another name of the same zone puts nothing beside it', async () => {
  await using api = await scriptedApi(answer(twoDays))
  const { stdout } = await runOn(api, argv, { tty: true, env: { TZ: 'Asia/Colombo' } })
  expect(stdout).not.toContain('(')
})

test('an hour that the wall shows twice is told apart', async () => {
  const slots = [
    slot('2026-11-01T00:30:00', '-04:00', 'res_ny'),
    slot('2026-11-01T01:00:00', '-04:00', 'res_ny'),
    slot('2026-11-01T01:00:00', '-05:00', 'res_ny'),
    slot('2026-11-01T09:00:00', '+05:30', 'res_in'),
  ]
  await using api = await scriptedApi(answer(slots, 'America/New_York'))
  const { stdout } = await runOn(api, argv, { tty: true, env: { TZ: 'America/New_York' }, columns: 120 })
  expect(`\n${stdout}`).toBe(`
svc_a, America/New_York (in brackets: America/New_York)

Sun 1 Nov 2026
  res_in UTC+05:30             09:00 (23:30-1)
  res_ny UTC-04:00, UTC-05:00  00:30 (00:30)        01:00-04:00 (01:00)  01:00-05:00 (01:00)
`)
})

test('a narrow terminal breaks the row, not the start', async () => {
  const slots = [9, 10, 11, 12, 13].map(hour =>
    slot(`2026-04-20T${String(hour).padStart(2, '0')}:00:00`, '+05:30'),
  )
  await using api = await scriptedApi(answer(slots))
  const { stdout } = await runOn(api, argv, { tty: true, columns: 32 })
  expect(stdout.split('\n').slice(3)).toEqual([
    '  res_dr_niket  09:00  10:00',
    '                11:00  12:00',
    '                13:00',
    '',
  ])
  expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(32)
})

test('nothing free is said, and not shown', async () => {
  await using api = await scriptedApi(answer([]), answer([]))
  const seen = await runOn(api, argv, { tty: true })
  expect([seen.stdout, seen.stderr]).toEqual([
    '',
    'Nothing free from 2026-04-19T18:30:00Z to 2026-04-21T18:30:00Z.\n',
  ])
  const piped = await runOn(api, argv)
  expect([piped.stdout, piped.stderr]).toEqual(['', ''])
})

test('piped, a slot is a line of tabs', async () => {
  await using api = await scriptedApi(answer(twoDays))
  const { stdout, stderr } = await runOn(api, argv, { env: { TZ: 'Europe/London' } })
  expect(stdout.split('\n')[0]).toBe(
    '2026-04-20T03:30:00Z\t2026-04-20T04:00:00Z\t2026-04-20T09:00:00\t+05:30\tres_dr_niket\t1',
  )
  expect(stdout.split('\n')).toHaveLength(5)
  expect(stderr).toBe('')
})

test('--json is the answer as it came', async () => {
  await using api = await scriptedApi(answer(twoDays))
  const { stdout } = await runOn(api, [...argv, '--json'], { tty: true })
  expect(JSON.parse(stdout)).toEqual(answer(twoDays).json)
})

test('control characters of an answer do not reach the terminal', async () => {
  await using api = await scriptedApi(answer([slot('2026-04-20T09:00:00', '+05:30', 'res_\u001b[2J')]))
  const { stdout, stderr } = await runOn(api, argv, { tty: true })
  expect(`${stdout}${stderr}`).not.toContain('\u001b')
})

const segment = (service_id: string, local: string) => ({
  ...slot(local, '+05:30'),
  service_id,
  allocations: [],
})
const found = {
  status: 200,
  json: {
    from: '2026-04-19T18:30:00Z',
    to: '2026-04-20T18:30:00Z',
    timezone: 'Asia/Kolkata',
    availabilities: [
      {
        start_at: '2026-04-20T03:30:00Z',
        end_at: '2026-04-20T04:30:00Z',
        segments: [segment('svc_a', '2026-04-20T09:00:00'), segment('svc_b', '2026-04-20T09:30:00')],
      },
    ],
  },
}

test('a search lists its starts, each with who serves what and when', async () => {
  const words = [
    'availability',
    'search',
    '--from',
    '2026-04-20',
    '--to',
    '2026-04-21',
    '--services',
    '[{"service_id":"svc_a"},{"service_id":"svc_b"}]',
  ]
  await using api = await scriptedApi(found, found, found, {
    ...found,
    json: { ...found.json, availabilities: [] },
  })
  const piped = await runOn(api, words)
  expect(piped.stdout).toBe(
    '2026-04-20T03:30:00Z\t2026-04-20T04:30:00Z\t2026-04-20T09:00:00\t+05:30\t09:00 svc_a with res_dr_niket, 09:30 svc_b with res_dr_niket\n',
  )
  const wide = await runOn(api, words, { tty: true, columns: 80 })
  expect(`\n${wide.stdout}`).toBe(`
Mon 20 Apr 2026  UTC+05:30
  09:00 svc_a with res_dr_niket, 09:30 svc_b with res_dr_niket
`)
  expect(wide.stderr).toBe('')
  const narrow = await runOn(api, words, { tty: true, columns: 40 })
  expect(`\n${narrow.stdout}`).toBe(`
Mon 20 Apr 2026  UTC+05:30
  09:00 svc_a with res_dr_niket
    09:30 svc_b with res_dr_niket
`)
  expect((await runOn(api, words, { tty: true })).stderr).toContain('Nothing free')
})

const tried = (
  available: boolean,
  conflicts: readonly unknown[] = [],
  suggestions: readonly unknown[] = [],
) => ({
  status: 200,
  json: {
    available,
    start_at: '2026-04-21T05:00:00Z',
    end_at: '2026-04-21T05:30:00Z',
    resource_id: 'res_a',
    conflicts,
    suggestions,
  },
})

test('a trial says what stands in the way, and what is free instead', async () => {
  const words = ['bookings', 'validate', '--service-id', 'svc_a', '--start-at', '2026-04-21T05:00:00Z']
  const conflicts = [{ type: 'existing_booking', id: 'bk_1' }, { type: 'outside_working_hours' }]
  const taken = tried(false, conflicts, [{ start_at: '2026-04-21T05:30:00Z', available: true }])
  await using api = await scriptedApi(tried(true), taken, taken)
  expect((await runOn(api, words, { tty: true })).stdout).toBe(
    '✓ Available: 2026-04-21T05:00:00Z to 2026-04-21T05:30:00Z with res_a\n',
  )
  const { stdout, code } = await runOn(api, words, { tty: true })
  expect(`\n${stdout}`).toBe(`
✗ Not available: 2026-04-21T05:00:00Z with res_a
  In the way:
    existing_booking  bk_1
    outside_working_hours
  Free instead:
    2026-04-21T05:30:00Z
`)
  expect(code).toBe(0)
  expect((await runOn(api, words)).stdout).toContain('available\tfalse\n')
})

test.each([
  [['bookings', 'create', '--service-id', 'svc_a', '--start-at', 'x', '--hold-id', 'hold_1']],
  [['availability', 'search', '--from', 'a', '--to', 'b', '--booking-id', 'bk_1']],
  [['holds', 'get', 'hold_1']],
])('%j takes the client secret of a widget', async words => {
  await using api = await scriptedApi({ status: 404, json: { error: { code: 'not_found', message: 'No' } } })
  await runOn(api, [...words, '--client-secret', 'cs_1'])
  expect(api.seen[0]?.headers['x-client-secret']).toBe('cs_1')
})
