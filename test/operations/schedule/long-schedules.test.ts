import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Optimizer, startOptimizer } from '../../../emulator/optimizer/optimizer.ts'
import { clinic } from '../../../emulator/seed/business/clinic.ts'
import { seedBusiness } from '../../../emulator/seed/business/seed-business.ts'
import { solveHere } from '../../scheduling/optimisation/solve-here.ts'
import { forkSandbox, type TestSandbox, testNow } from '../../world/sandbox.ts'

const window = { from: '2026-04-16', to: '2026-04-26' }

let sandbox: TestSandbox
let optimizer: Optimizer | undefined

beforeEach(async () => {
  sandbox = await forkSandbox('empty')
  const options = { size: 3_000, seed: 'large', nowMs: Date.parse(testNow) }
  await sandbox.sandbox.store.writeAlone(trx => seedBusiness(trx, clinic, options))
})

afterEach(async () => {
  await optimizer?.stop()
  optimizer = undefined
})

/** Every look at the clock is longer than a turn after the one before: a fast machine passes its turns like a slow one. */
function hurryTime() {
  let nowMs = performance.now()
  return vi.spyOn(performance, 'now').mockImplementation(() => {
    nowMs += 11
    return nowMs
  })
}

/** Asks, and counts how often others had the event loop until it was answered. */
async function turnsOf(method: string, path: string, body: object) {
  const hurried = hurryTime()
  let turns = 0
  let isAnswered = false
  const count = () => {
    turns += 1
    if (!isAnswered) setImmediate(count)
  }
  setImmediate(count)
  const answer = await sandbox.send(method, path, { body })
  isAnswered = true
  hurried.mockRestore()
  return { turns, answer }
}

/** A request that does little takes so many at most: those of the server and of the write queue. */
async function turnsOfLittle(): Promise<number> {
  return (await turnsOf('POST', '/v2/customers', { name: 'Asha' })).turns
}

test('others have their turn while a large schedule is judged, and while it is committed', async () => {
  const little = await turnsOfLittle()
  const judged = await turnsOf('POST', '/v2/schedule/validate', { window })
  expect(judged.answer.json.bookings).toBeGreaterThan(200)
  expect(judged.turns).toBeGreaterThan(little + 100)

  const body = { window, movable: true, weights: { fragmentation: 100 }, limits: { iterations: 20_000 } }
  const started = await turnsOf('POST', '/v2/schedule/optimizations', body)
  optimizer = startOptimizer(sandbox.sandbox, { reportBug: failing, solve: solveHere })
  await optimizer.settled()
  const path = `/v2/schedule/optimizations/${started.answer.json.id}`
  const { changes } = (await sandbox.send('GET', path)).json
  expect(changes).toBeGreaterThan(80)

  const committed = await turnsOf('POST', `${path}/commit`, {})
  expect(committed.answer.json.status).toBe('committed')
  expect(committed.turns).toBeGreaterThan(little + 50)
  const told = (await sandbox.events()).filter(({ type }) => /^booking\.re/.test(type))
  expect(told).toHaveLength(changes)
})

function failing(error: unknown): never {
  throw error
}
