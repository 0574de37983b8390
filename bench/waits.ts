import { Agent, request as send } from 'node:http'
import { join } from 'node:path'
import { Servers, scratchFolder } from './processes.ts'
import type { BenchRow } from './report.ts'
import { slotsPath } from './requests/cases.ts'
import { type Program, type RunningSandbox, startSandbox, thisProgram } from './sandbox/start.ts'
import { copyFolder, makeWorld, openBookingAt, type World } from './sandbox/world.ts'

const seedSize = 100_000
const idleMs = 2_000

interface WaitCase {
  readonly what: string
  readonly run: (sandbox: RunningSandbox, world: World) => Promise<unknown>
}

/** What one client does while another one asks; in this order, on one sandbox. */
const cases: readonly WaitCase[] = [
  {
    what: 'slots of 4 days, 50 resources',
    run: (sandbox, world) => sandbox.call('GET', slotsPath(world, undefined, 4)),
  },
  { what: 'search over 4 days', run: search },
  { what: `seed of ${seedSize} bookings`, run: sandbox => seed(sandbox, seedSize) },
  {
    what: 'snapshot of them',
    run: sandbox => sandbox.control('POST', '/_sandbox/snapshots', { name: 'bench' }),
  },
  {
    what: 'advance by a day',
    run: sandbox => sandbox.control('POST', '/_sandbox/clock/advance', { by_seconds: 86_400 }),
  },
  {
    what: 'restore of them',
    run: sandbox => sandbox.control('POST', '/_sandbox/snapshots/bench/restore', {}),
  },
]

/** The longest time that one request of another client waits while a long one runs; the floor is that of an idle sandbox. */
export async function benchWaits(): Promise<BenchRow[]> {
  const taken = await longestWaits(thisProgram)
  return taken.map(({ what, busyMs, idleMs: floor }) => ({
    what: `wait during ${what}`,
    floor: 'while nothing runs',
    unit: 'ms',
    target: '<= 100 ms',
    pairs: [{ ours: busyMs, floor }],
  }))
}

/** The longest wait during each case, in milliseconds, and the longest while nothing runs. */
export async function longestWaits(program: Program) {
  using scratch = scratchFolder()
  await using servers = new Servers()
  const world = await makeWorld(program, join(scratch.path, 'world'))
  const sandbox = await servers.add(startSandbox(program, copyFolder(scratch.path, 'ours'), world.folder))
  const taken: { what: string; busyMs: number; idleMs: number }[] = []
  for (const { what, run } of cases) {
    const floor = await longestWait(sandbox, () => new Promise(resolve => setTimeout(resolve, idleMs)))
    taken.push({ what, busyMs: await longestWait(sandbox, () => run(sandbox, world)), idleMs: floor })
  }
  return taken
}

/** Asks for the tenant again and again while something runs; each must be answered. */
async function longestWait(sandbox: RunningSandbox, run: () => Promise<unknown>): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let running = true
  const ended = run().finally(() => {
    running = false
  })
  // It is awaited below; until then a failure must not end the process.
  ended.catch(() => {})
  let longest = 0
  while (running) {
    const startedMs = performance.now()
    await askTenant(sandbox, agent)
    longest = Math.max(longest, performance.now() - startedMs)
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  agent.destroy()
  await ended
  return longest
}

function askTenant({ url, key }: RunningSandbox, agent: Agent): Promise<void> {
  const headers = { authorization: `Bearer ${key}` }
  return new Promise((resolve, reject) => {
    const asking = send(`${url}/v2/tenant`, { agent, headers }, answer => {
      if (answer.statusCode !== 200) reject(new Error(`The other client was answered ${answer.statusCode}.`))
      answer.resume().on('end', resolve)
    })
    asking.on('error', reject).end()
  })
}

function search(sandbox: RunningSandbox, world: World): Promise<unknown> {
  const from = openBookingAt(world, 0).start_at
  const to = new Date(Date.parse(from) + 4 * 86_400_000).toISOString()
  const services = [world.open, ...world.services.slice(0, 1)].map(({ id }) => ({ service_id: id }))
  return sandbox.call('POST', '/v2/availability/search', { from, to, services })
}

function seed(sandbox: RunningSandbox, size: number): Promise<unknown> {
  return sandbox.control('POST', '/_sandbox/seed', { data_set: 'clinic', size })
}
