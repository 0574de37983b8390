import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { type Server, Servers, scratchFolder, startScript } from '../processes.ts'
import { type BenchRow, inTurns, pairsOf } from '../report.ts'
import { databaseIn, dataIn, type RunningSandbox, startSandbox, thisProgram } from '../sandbox/start.ts'
import { copyFolder, makeWorld, type World } from '../sandbox/world.ts'
import { type FloorName, floors, type RequestCase, requestCases } from './cases.ts'
import { loadOf } from './load.ts'
import { recordCase } from './record.ts'

const rounds = 5

/** Requests per second of writes and reads, each against its floors. */
export async function benchRequests(seconds: number): Promise<BenchRow[]> {
  using scratch = scratchFolder()
  const world = await makeWorld(thisProgram, join(scratch.path, 'world'))
  const rows: BenchRow[] = []
  for (const request of requestCases) rows.push(...(await benchCase(request, world, seconds)))
  return rows
}

async function benchCase(request: RequestCase, world: World, seconds: number): Promise<BenchRow[]> {
  using scratch = scratchFolder()
  await using servers = new Servers()
  const sandbox = await servers.add(startSandbox(thisProgram, copyFolder(scratch.path, 'ours'), world.folder))
  const names = Object.keys(request.targets) as FloorName[]
  const loads = [loadOf(sandbox, sandbox.key, world, request)]
  for (const name of names) {
    const floor = await servers.add(starts[name](request, world, sandbox, scratch.path))
    loads.push(loadOf(floor, sandbox.key, world, request))
  }
  const turns = await inTurns(
    loads.map(load => () => load({ seconds })),
    rounds,
  )
  return names.map((name, at) => ({
    what: request.what,
    floor: floors[name],
    unit: '/s',
    target: request.targets[name] ?? '',
    pairs: pairsOf(turns, at + 1),
  }))
}

type StartFloor = (
  request: RequestCase,
  world: World,
  sandbox: RunningSandbox,
  scratch: string,
) => Promise<Server>

const starts: Readonly<Record<FloorName, StartFloor>> = {
  'same rows': async (request, world, _, scratch) => {
    const recorded = await recordCase(thisProgram, world, scratch, request)
    const folder = copyFolder(scratch, 'same-rows')
    cpSync(dataIn(world.folder), dataIn(folder), { recursive: true })
    return await startScript('floors/same-rows-server.ts', [databaseIn(folder), recorded])
  },
  plain: (_request, _world, _sandbox, scratch) =>
    startScript('floors/plain-server.ts', [copyFolder(scratch, 'plain')]),
  'same bytes': (request, world, { url, key }) =>
    startScript('floors/get-server.ts', [url + request.path(world, 0), key]),
}
