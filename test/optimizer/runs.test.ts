import { afterEach, expect, test } from 'vitest'
import { interrupted, type Optimizer, startOptimizer } from '../../emulator/optimizer/optimizer.ts'
import { atMost, type Solve } from '../../emulator/optimizer/solve-in-thread.ts'
import { verify } from '../../emulator/scheduling/optimisation/verify.ts'
import { solveHere } from '../scheduling/optimisation/solve-here.ts'
import { forkSandbox, type TestSandbox } from '../world/sandbox.ts'

const may = { window: { from: '2026-04-16', to: '2026-05-16' }, movable: true }

let optimizer: Optimizer | undefined
afterEach(async () => {
  await optimizer?.stop()
  optimizer = undefined
})

function optimizing({ sandbox }: TestSandbox, solve?: Solve): Optimizer {
  const reportBug = (error: unknown) => {
    throw error
  }
  optimizer = startOptimizer(sandbox, { reportBug, ...(solve !== undefined && { solve }) })
  return optimizer
}

async function started(sandbox: TestSandbox, body: object = may): Promise<string> {
  const answer = await sandbox.send('POST', '/v2/schedule/optimizations', { body })
  expect(answer.status, answer.text).toBe(202)
  return answer.json.id
}

async function runOf(sandbox: TestSandbox, id: string) {
  return (await sandbox.send('GET', `/v2/schedule/optimizations/${id}`)).json
}

/** Never comes to an end by itself. */
const never: Solve = (_problem, ended) =>
  new Promise((_, reject) => ended.addEventListener('abort', () => reject(ended.reason)))

test('a run is queued, works in a thread, and ends with a proof', { timeout: 120_000 }, async () => {
  const sandbox = await forkSandbox('default')
  const id = await started(sandbox)
  expect(await runOf(sandbox, id)).toMatchObject({
    status: 'queued',
    outcome: null,
    score: null,
    progress: 0,
  })
  await optimizing(sandbox).settled()
  const run = await runOf(sandbox, id)
  expect(run).toMatchObject({ status: 'finished', outcome: 'optimal', gap: 0, progress: 1, failure: null })
  expect(run.bound).toEqual(run.score)
  expect(run.score.soft).toBeLessThan(run.initial_score.soft)
  expect(await sandbox.eventTypes()).toEqual([
    'schedule.optimization_started',
    'schedule.optimization_finished',
  ])
})

test('a run that is cancelled keeps the best that it has found', async () => {
  const sandbox = await forkSandbox('default')
  const half: Solve = async (problem, ended, onProgress) => {
    const schedule = problem.bookings.map(() => null)
    const { score } = verify(problem, schedule)
    onProgress({ share: 0.5, schedule, score, bound: { ...score, soft: 0 } })
    return await never(problem, ended, onProgress)
  }
  const working = optimizing(sandbox, half)
  const id = await started(sandbox)
  await until(async () => (await runOf(sandbox, id)).progress === 0.5)
  const answer = await sandbox.send('POST', `/v2/schedule/optimizations/${id}/cancel`, { body: {} })
  expect(answer.json).toMatchObject({ status: 'finished', outcome: 'cancelled', gap: 1, progress: 0.5 })
  await working.settled()
  expect(await runOf(sandbox, id)).toEqual(answer.json)
  expect((await sandbox.eventTypes()).at(-1)).toBe('schedule.optimization_finished')
})

test('a run that nobody works on any more has failed, and says why', async () => {
  const sandbox = await forkSandbox('default')
  const first = optimizing(sandbox, never)
  const id = await started(sandbox)
  await until(async () => (await runOf(sandbox, id)).status === 'running')
  await first.stop()
  // As a restart, a fork or a restored snapshot finds it.
  await optimizing(sandbox, never).settled()
  expect(await runOf(sandbox, id)).toMatchObject({
    status: 'finished',
    outcome: 'failed',
    failure: interrupted,
  })
  const refused = await sandbox.send('POST', `/v2/schedule/optimizations/${id}/commit`, { body: {} })
  expect(refused.json.error).toMatchObject({ code: 'invalid_state_transition', details: { allowed: [] } })
})

test('what the verifier refuses is read by nobody', async () => {
  const sandbox = await forkSandbox('default')
  const bugs: unknown[] = []
  const lying: Solve = async problem => {
    const schedule = problem.bookings.map(({ current }) => ({
      startMs: current.startMs + 60_000,
      resources: [0],
    }))
    const score = { hard: 0, medium: 0, soft: 0 }
    return { schedule, score, bound: score, initialScore: score, isProved: true }
  }
  optimizer = startOptimizer(sandbox.sandbox, { reportBug: bug => bugs.push(bug), solve: lying })
  const id = await started(sandbox)
  await optimizer.settled()
  expect(await runOf(sandbox, id)).toMatchObject({
    outcome: 'failed',
    changes: 0,
    failure: expect.stringContaining('The verifier refuses the schedule'),
  })
  expect(bugs).toHaveLength(1)
})

test('a wrong score is not believed', async () => {
  const sandbox = await forkSandbox('default')
  const boasting: Solve = async problem => {
    const score = { hard: 0, medium: 0, soft: 1 }
    const schedule = problem.bookings.map(() => null)
    return { schedule, score, bound: score, initialScore: score, isProved: true }
  }
  optimizer = startOptimizer(sandbox.sandbox, { reportBug: () => {}, solve: boasting })
  const id = await started(sandbox)
  await optimizer.settled()
  expect(await runOf(sandbox, id)).toMatchObject({
    outcome: 'failed',
    failure: expect.stringContaining('counts'),
  })
})

test('a swap of all rows ends what runs, and goes on with what is queued in the new ones', async () => {
  const sandbox = await forkSandbox('default')
  const working = optimizing(sandbox, never)
  const running = await started(sandbox)
  await until(async () => (await runOf(sandbox, running)).status === 'running')
  let during: unknown
  await working.pausedFor(async () => {
    during = (await runOf(sandbox, running)).status
  })
  expect(during).toBe('running')
  await working.settled()
  expect(await runOf(sandbox, running)).toMatchObject({ outcome: 'failed', failure: interrupted })
})

test('so many work at once, and the others wait in their order', async () => {
  const turns = atMost(2)
  const order: string[] = []
  const gates = new Map(['a', 'b', 'c', 'd'].map(name => [name, Promise.withResolvers<void>()]))
  const { signal } = new AbortController()
  const leaving = new AbortController()
  const work = (name: string) => async () => {
    order.push(name)
    await gates.get(name)?.promise
  }
  const [a, b] = [turns(signal, work('a')), turns(signal, work('b'))]
  const c = turns(leaving.signal, work('c'))
  const d = turns(signal, work('d'))
  expect(order).toEqual(['a', 'b'])
  leaving.abort(new Error('not wanted any more'))
  await expect(c).rejects.toThrow('not wanted any more')
  for (const gate of gates.values()) gate.resolve()
  await Promise.all([a, b, d])
  expect(order).toEqual(['a', 'b', 'd'])
})

/** Lets the optimizer go on until something holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1_000; turn++) {
    if (await holds()) return
    await new Promise(resolve => setImmediate(resolve))
  }
  throw new Error('It never came about.')
}

test('a run says which hard rule cannot be kept, and for which bookings, and what it found besides can be committed', async () => {
  const sandbox = await forkSandbox('default')
  // Consultations are Dr Niket's alone.
  await sandbox.send('POST', '/v2/resources/res_dr_niket/exceptions', {
    body: { kind: 'closed', from: '2026-05-27', to: '2026-05-27' },
  })
  const window = { from: '2026-05-27', to: '2026-05-28' }
  const id = await started(sandbox, { window, movable: true })
  await optimizing(sandbox, solveHere).settled()
  const run = await runOf(sandbox, id)
  expect(run).toMatchObject({
    outcome: 'infeasible',
    initial_score: { hard: 0, medium: 1 },
    score: { hard: 0, medium: 1 },
    infeasible_because: [
      {
        rule: 'time_off',
        message: 'Booking bk_pending_01 lies in time off of res_dr_niket',
        booking_ids: ['bk_pending_01'],
        resource_ids: ['res_dr_niket'],
      },
    ],
  })
  expect(run.bound).toEqual(run.score)
  const committed = await sandbox.send('POST', `/v2/schedule/optimizations/${id}/commit`, { body: {} })
  expect(committed.status, committed.text).toBe(200)
})

test('a rule that is broken by what may not be moved counts as hard', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('POST', '/v2/resources/res_dr_niket/exceptions', {
    body: { kind: 'closed', from: '2026-05-27', to: '2026-05-27' },
  })
  const window = { from: '2026-05-27', to: '2026-05-28' }
  const id = await started(sandbox, { window, booking_ids: ['bk_checkup_01'] })
  await optimizing(sandbox, solveHere).settled()
  expect(await runOf(sandbox, id)).toMatchObject({
    outcome: 'infeasible',
    score: { hard: 1, medium: 0 },
    infeasible_because: [{ rule: 'time_off', booking_ids: ['bk_pending_01'] }],
  })
})
