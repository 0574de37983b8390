import { describe, expect, test } from 'vitest'
import { advancing } from '../../commands/sandbox/clock/advance.ts'
import type { ClockChange, ClockView } from '../../src/control/sandbox-control.ts'
import { apiError } from '../client/scripted-api.ts'
import { fakeSandbox, frozenClock } from './fake-sandbox.ts'
import { runCli } from './run-cli.ts'

const fired = ['2026-04-19T05:00:00Z', '2026-04-20T04:00:00Z'].map((at, number) => ({
  at,
  kind: number === 0 ? 'booking.reminder' : 'hold.expiry',
  tenant_id: 'tnt_clinic',
  object_id: `bk_${number}`,
  events: number === 0 ? ['booking.reminder_due', 'booking.updated'] : [],
}))
const change: ClockChange = { clock: frozenClock, fired }
const quiet: ClockChange = {
  clock: { mode: 'offset', now: '2026-04-19T00:00:00Z', next_due_at: null, pending_jobs: 0 },
  fired: [],
}

describe('what is sent', () => {
  test.each([
    ['freeze', 'freeze', {}],
    ['freeze 2026-04-20T10:30:00+05:30', 'freeze', { at: '2026-04-20T05:00:00Z' }],
    ['set 2026-04-20T05:00:00Z', 'set', { at: '2026-04-20T05:00:00Z' }],
    ['advance 1d12h', 'advance', { by_seconds: 129_600 }],
    ['advance --to 2026-04-20T05:00:00Z', 'advance', { to: '2026-04-20T05:00:00Z' }],
    ['advance --until next', 'advance', { until: 'next' }],
    ['advance --until settled', 'advance', { until: 'settled' }],
    ['advance 2h --no-deliver', 'advance', { by_seconds: 7_200, deliver: false }],
    ['resume', 'resume', {}],
    ['resume --real', 'resume', { real: true }],
  ])('by clock %s', async (words, path, body) => {
    await using sandbox = await fakeSandbox([{ status: 200, json: quiet }])
    const { code } = await runCli(['sandbox', 'clock', ...words.split(' ')], { env: sandbox.env })
    expect(code).toBe(0)
    // An advance looks first where the clock is, to say how far it comes.
    const changes = sandbox.seen.filter(({ method }) => method !== 'GET')
    expect(changes).toEqual([expect.objectContaining({ method: 'POST', url: `/_sandbox/clock/${path}` })])
    expect(JSON.parse(changes[0]?.body ?? '')).toEqual(body)
  })

  test.each([
    ['advance', 'needs a duration, --to or --until'],
    ['advance 1d --until next', 'DURATION and --until cannot go together'],
    ['advance --to 2026-04-20T05:00:00Z --until next', '--to and --until cannot go together'],
    ['advance soon', 'Durations look like 90s, 15m, 2h'],
    ['advance 1y', 'years and months have no fixed length'],
    ['advance --until later', '--until must be one of next, settled'],
    ['advance --to tomorrow', 'tomorrow is not an instant'],
    ['freeze 2026-04-20', 'Instants are RFC 3339'],
    ['set 2026-02-30T00:00:00Z', 'is not an instant'],
    ['set', '`sandbox clock set` needs AT'],
  ])('is nothing for a faulty clock %s', async (words, message) => {
    await using sandbox = await fakeSandbox([])
    const { stderr, code } = await runCli(['sandbox', 'clock', ...words.split(' ')], { env: sandbox.env })
    expect([code, sandbox.seen]).toEqual([2, []])
    expect(stderr).toContain(message)
  })
})

describe('what a change shows', () => {
  const argv = ['sandbox', 'clock', 'advance', '1w']

  test('to people: what happened, what time it is, and what can follow', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: change }])
    const { stdout, stderr } = await runCli(argv, { env: sandbox.env, tty: true, columns: 60 })
    expect(stdout).toBe(
      '2026-04-19T05:00:00Z  booking.reminder  bk_0  booking.reminder_due, booking.updated\n' +
        '2026-04-20T04:00:00Z  hold.expiry       bk_1\n',
    )
    expect(stderr).toMatchInlineSnapshot(`
      "✓ The clock: frozen at 2026-04-19T00:00:00Z; next job in 5h, at 2026-04-19T05:00:00Z, the first of 2
      Next: ideadunes sandbox clock advance --until next
      "
    `)
  })

  test('piped: one job per line', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: change }])
    expect((await runCli(argv, { env: sandbox.env })).stdout).toBe(
      '2026-04-19T05:00:00Z\tbooking.reminder\tbk_0\tbooking.reminder_due, booking.updated\n' +
        '2026-04-20T04:00:00Z\thold.expiry\tbk_1\t\n',
    )
  })

  test('under --json: the answer', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: change }])
    const { stdout, stderr } = await runCli([...argv, '--json'], { env: sandbox.env })
    expect([JSON.parse(stdout), stderr]).toEqual([change, ''])
  })

  test('when nothing was due', async () => {
    await using sandbox = await fakeSandbox([{ status: 200, json: quiet }])
    expect(await runCli(argv, { env: sandbox.env, tty: true })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Nothing was due.\n✓ The clock: runs on from 2026-04-19T00:00:00Z; nothing is due\n',
    })
  })

  test('a fault names the flag or argument that it is in', async () => {
    const fields = [{ path: '/to', code: 'in_past', message: 'lies before the time of the sandbox' }]
    await using sandbox = await fakeSandbox([apiError(422, 'validation_failed', 'x', { fields })])
    const to = ['sandbox', 'clock', 'advance', '--to', '2026-04-20T05:00:00Z']
    const { stderr, code } = await runCli(to, { env: sandbox.env })
    expect([code, stderr]).toEqual([3, expect.stringContaining('--to  lies before the time of the sandbox')])
  })
})

describe('how far an advance is', () => {
  /** A sandbox whose clock shows these, look by look, while it advances; the time of each look is real. */
  const lookingAt = (views: readonly Partial<ClockView>[]) => {
    let looks = 0
    const over = Promise.withResolvers<ClockChange>()
    return {
      clock: async () => {
        const view = views[Math.min(looks++, views.length - 1)]
        if (looks === views.length) over.resolve(change)
        return { ...frozenClock, ...view }
      },
      advanceClock: () => over.promise,
    }
  }

  test.each([
    [{ until: 'settled' }, [{ pending_jobs: 8 }, { pending_jobs: 6 }], 0.25],
    [
      { until: 'next' },
      [{ next_due_at: '2026-04-19T10:00:00Z' }, { now: '2026-04-19T05:00:00Z', next_due_at: null }],
      0.5,
    ],
    [{ by_seconds: 36_000 }, [{}, { now: '2026-04-19T01:00:00Z' }], 0.1],
    [{ to: '2026-04-19T10:00:00Z' }, [{}, { now: '2026-04-19T09:00:00Z' }], 0.9],
  ] as const)('%j', async (advance, views, part) => {
    const told: number[] = []
    await advancing(advance, lookingAt(views), (done, of) => void told.push(done / of))
    expect(told).toEqual([0, part])
  })
})

test.each([
  [
    { mode: 'real', now: '2026-04-19T00:00:00Z', next_due_at: null, pending_jobs: 0 },
    'Real time, 2026-04-19T00:00:00Z; nothing is due',
  ],
  [frozenClock, 'Frozen at 2026-04-19T00:00:00Z; next job in 5h, at 2026-04-19T05:00:00Z, the first of 2'],
  [
    { ...frozenClock, mode: 'offset', pending_jobs: 1 },
    'Runs on from 2026-04-19T00:00:00Z; next job in 5h, at 2026-04-19T05:00:00Z',
  ],
])('clock show tells %j', async (clock, expected) => {
  await using sandbox = await fakeSandbox([{ status: 200, json: clock }])
  const argv = ['sandbox', 'clock', 'show']
  expect((await runCli(argv, { env: sandbox.env, tty: true })).stdout).toBe(`${expected}\n`)
  expect((await runCli(argv, { env: sandbox.env })).stdout).toContain(`mode\t${clock.mode}\nnow\t`)
  expect(JSON.parse((await runCli([...argv, '--json'], { env: sandbox.env })).stdout)).toEqual(clock)
})
