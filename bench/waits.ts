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
  /** What has to be there before. */
  readonly prepare?: (sandbox: RunningSandbox) => Promise<unknown>
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
  { what: `erasure in a database of ${seedSize} bookings`, prepare: askToErase, run: erase },
  {
    what: 'optimization of a week, 1,000 bookings',
    prepare: sandbox => seed(sandbox, 10_000),
    run: optimize,
  },
  {
    what: 'judging that week',
    run: sandbox => sandbox.call('POST', '/v2/schedule/validate', { window: nextWeek() }),
  },
  { what: 'commit of what it found', run: commit },
  {
    what: `seed of ${seedSize} bookings beside them`,
    run: sandbox =>
      sandbox.control('POST', '/_sandbox/seed', { data_set: 'salon', size: seedSize, add: true }),
  },
]

/** Some days from tomorrow on. */
function nextWeek() {
  const date = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  return { from: date(1), to: date(8) }
}

/** Starts a run over all bookings of a week, and looks until it has ended. */
async function optimize(sandbox: RunningSandbox): Promise<void> {
  const body = { window: nextWeek(), movable: true, weights: { fragmentation: 100 } }
  const { id } = (await sandbox.call('POST', '/v2/schedule/optimizations', body)) as { id: string }
  for (;;) {
    const run = (await sandbox.call('GET', `/v2/schedule/optimizations/${id}`)) as {
      status: string
      failure: string | null
    }
    if (run.failure !== null) throw new Error(run.failure)
    if (run.status === 'finished') return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

async function commit(sandbox: RunningSandbox): Promise<void> {
  const list = (await sandbox.call('GET', '/v2/schedule/optimizations?limit=1')) as { data: { id: string }[] }
  await sandbox.call('POST', `/v2/schedule/optimizations/${list.data[0]?.id}/commit`, {})
}

/** Somebody asks to be erased. */
async function askToErase(sandbox: RunningSandbox): Promise<void> {
  const customer = (await sandbox.call('POST', '/v2/customers', {
    name: 'Zebulon Quixwhistle',
    email: 'zebulon@quix.example',
  })) as { id: string }
  await sandbox.call('POST', '/v2/data_requests', { kind: 'erasure', customer_id: customer.id })
}

/** Settles when nothing of the person is left in the files. */
async function erase(sandbox: RunningSandbox): Promise<void> {
  const list = (await sandbox.call('GET', '/v2/data_requests?limit=1')) as { data: { id: string }[] }
  await sandbox.call('POST', `/v2/data_requests/${list.data[0]?.id}/resolve`, { outcome: 'fulfilled' })
}

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
  for (const { what, prepare, run } of cases) {
    await prepare?.(sandbox)
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
