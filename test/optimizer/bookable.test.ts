import { afterEach, describe, expect, test } from 'vitest'
import { type Optimizer, startOptimizer } from '../../emulator/optimizer/optimizer.ts'
import { solveHere } from '../scheduling/optimisation/solve-here.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

let optimizer: Optimizer | undefined
afterEach(async () => {
  await optimizer?.stop()
  optimizer = undefined
})

interface Assignment {
  readonly booking_id: string
  readonly from: Place
  readonly to: Place
}

interface Place {
  readonly start_at: string
  readonly resource_id: string
}

/** A week of a clinic in which somebody falls ill, somebody loses a skill, and a room closes early. */
async function clinic(): Promise<TestSandbox> {
  const sandbox = await forkSandbox('clinic')
  const { json: list } = await sandbox.send('GET', '/v2/resources?type=staff&limit=100')
  const [ill, unskilled, late] = list.data as { id: string; skills: { skill_id: string }[] }[]
  await sandbox.send('POST', `/v2/resources/${ill?.id}/exceptions`, {
    body: { kind: 'closed', from: '2026-04-16', to: '2026-04-17' },
  })
  await sandbox.send('DELETE', `/v2/resources/${unskilled?.id}/skills/${unskilled?.skills[0]?.skill_id}`)
  await sandbox.send('POST', `/v2/resources/${late?.id}/offline`, {
    body: { from: '2026-04-20T04:00:00Z', until: '2026-04-20T09:00:00Z' },
  })
  return sandbox
}

describe.each([
  ['resources only', { movable: false }],
  ['starts too', { movable: true }],
])('what is proposed can be booked: %s', (_, wish) => {
  test('every place, by the function that refuses bookings, and the score is what the schedule has then', async () => {
    const sandbox = await clinic()
    const reportBug = (error: unknown) => {
      throw error
    }
    optimizer = startOptimizer(sandbox.sandbox, { reportBug, solve: solveHere })
    const window = { from: '2026-04-16', to: '2026-04-21' }
    const weights = { preferred_staff_missed: 60, fragmentation: 40 }
    const body = { ...wish, window, weights, limits: { iterations: 5_000 } }
    const { id } = (await sandbox.send('POST', '/v2/schedule/optimizations', { body })).json
    await optimizer.settled()
    const run = (await sandbox.send('GET', `/v2/schedule/optimizations/${id}`)).json
    expect(run.failure).toBeNull()
    expect(run.initial_score.medium).toBeGreaterThan(0)
    expect(run.score.medium).toBeLessThan(run.initial_score.medium)
    expect(run.changes).toBeGreaterThan(0)

    const { json: list } = await sandbox.send('GET', `/v2/schedule/optimizations/${id}/assignments?limit=100`)
    const assignments = list.data as Assignment[]

    // A commit asks the function that refuses bookings for each place, beside all others in theirs.
    const committed = await sandbox.send('POST', `/v2/schedule/optimizations/${id}/commit`, { body: {} })
    expect(committed.status, committed.text).toBe(200)
    const moved = new Set(assignments.map(({ booking_id }) => booking_id))
    const { json: broken } = await sandbox.send('GET', '/v2/schedule/violations?limit=100')
    const stillBroken = broken.data.flatMap(({ booking_ids }: { booking_ids: string[] }) => booking_ids[0])
    expect(stillBroken.filter((booking: string) => moved.has(booking))).toEqual([])
    for (const { booking_id, to } of assignments) {
      const booking = (await sandbox.send('GET', `/v2/bookings/${booking_id}`)).json
      expect(booking).toMatchObject({ start_at: to.start_at, resource_id: to.resource_id })
    }
    // Once more moves nothing, or only what a search without a proof has not seen before.
    const again = (await sandbox.send('POST', '/v2/schedule/optimizations', { body })).json.id
    await optimizer.settled()
    const second = (await sandbox.send('GET', `/v2/schedule/optimizations/${again}`)).json
    if (run.outcome !== 'iteration_limit') expect(second.changes).toBe(0)
    expect(second.initial_score.medium).toBe(run.score.medium)
  })
})
