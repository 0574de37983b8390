import { join } from 'node:path'
import { memoryHeld } from '../memory.ts'
import { Servers, scratchFolder } from '../processes.ts'
import { type BenchRow, inTurns, pairsOf } from '../report.ts'
import { requestCases } from '../requests/cases.ts'
import { loadOf } from '../requests/load.ts'
import { startSandbox } from '../sandbox/start.ts'
import { copyFolder, makeWorld } from '../sandbox/world.ts'
import { commandArgs, commandCases, commandTook, startTook } from '../starts.ts'
import { longestWaits } from '../waits.ts'
import type { CheckedOut } from './checked-out.ts'

const requestRounds = 5
const startRounds = 15

type Compare = (ours: CheckedOut, floor: CheckedOut, seconds: number) => AsyncIterable<BenchRow>

/** What is measured of two builds, by name. Each runs in turns, from outside, as people run them. */
export const comparisons: Readonly<Record<string, Compare>> = {
  starts: compareStarts,
  requests: compareRequests,
  waits: compareWaits,
  memory: compareMemory,
}

async function* compareStarts(ours: CheckedOut, floor: CheckedOut): AsyncIterable<BenchRow> {
  using scratch = scratchFolder()
  await using servers = new Servers()
  const row = { floor: floor.name, unit: 'ms', target: '' } as const
  const folders = [ours, floor].map(program => ({
    program,
    folder: copyFolder(scratch.path, program.root.slice(-9)),
  }))
  const starts = folders.map(
    ({ program, folder }) =>
      () =>
        startTook(program, folder),
  )
  yield { what: 'sandbox start to ready', ...row, pairs: pairsOf(await inTurns(starts, startRounds), 1) }
  for (const { program, folder } of folders) await servers.add(startSandbox(program, folder))
  for (const { what, args } of commandCases) {
    const runs = folders.map(
      ({ program, folder }) =>
        async () =>
          commandTook(commandArgs(program, args), folder),
    )
    yield { what, ...row, pairs: pairsOf(await inTurns(runs, startRounds), 1) }
  }
}

async function* compareRequests(
  ours: CheckedOut,
  floor: CheckedOut,
  seconds: number,
): AsyncIterable<BenchRow> {
  using scratch = scratchFolder()
  const worlds = [
    { program: ours, world: await makeWorld(ours, join(scratch.path, 'ours')) },
    { program: floor, world: await makeWorld(floor, join(scratch.path, 'floor')) },
  ]
  for (const request of requestCases) {
    using copies = scratchFolder()
    await using servers = new Servers()
    const sides = []
    for (const [at, { program, world }] of worlds.entries()) {
      const folder = copyFolder(copies.path, String(at))
      const sandbox = await servers.add(startSandbox(program, folder, world.folder))
      const load = loadOf(sandbox, sandbox.key, world, request)
      sides.push(() => load({ seconds }))
    }
    const pairs = pairsOf(await inTurns(sides, requestRounds), 1)
    yield { what: request.what, floor: floor.name, unit: '/s', target: '', pairs }
  }
}

async function* compareWaits(ours: CheckedOut, floor: CheckedOut): AsyncIterable<BenchRow> {
  const theirs = await longestWaits(floor)
  const taken = await longestWaits(ours)
  for (const { what, busyMs } of taken) {
    const other = theirs.find(wait => wait.what === what)
    if (other === undefined) continue
    const pairs = [{ ours: busyMs, floor: other.busyMs }]
    yield { what: `wait during ${what}`, floor: floor.name, unit: 'ms', target: '', pairs }
  }
}

async function* compareMemory(ours: CheckedOut, floor: CheckedOut, seconds: number): AsyncIterable<BenchRow> {
  const bookings = Math.round(seconds * 25_000)
  const [taken, theirs] = [await memoryHeld(ours, bookings), await memoryHeld(floor, bookings)]
  if (taken === undefined || theirs === undefined) return
  const row = { floor: floor.name, unit: 'MB', target: '' } as const
  yield { what: 'memory at the start', ...row, pairs: [{ ours: taken.before, floor: theirs.before }] }
  yield {
    what: `memory after ${bookings} bookings`,
    ...row,
    pairs: [{ ours: taken.booked, floor: theirs.booked }],
  }
  yield {
    what: 'memory after the largest slots',
    ...row,
    pairs: [{ ours: taken.listed, floor: theirs.listed }],
  }
}
