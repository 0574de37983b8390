import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Server, Servers, scratchFolder, startServer } from '../processes.ts'
import { type BenchRow, inTurns, pairsOf } from '../report.ts'
import { createBooking, getBooking, type RequestCase } from '../requests/cases.ts'
import { loadOf } from '../requests/load.ts'
import { type RunningSandbox, startSandbox, thisProgram } from '../sandbox/start.ts'
import { copyFolder, makeWorld, type World } from '../sandbox/world.ts'
import { installPeer } from './install.ts'
import { type Peer, peers } from './peers.ts'

const rounds = 3

/** Our requests per second against those of other mock servers. One that cannot be measured is told and left out. */
export async function benchPeers(seconds: number, tell: (line: string) => void): Promise<BenchRow[]> {
  using scratch = scratchFolder()
  await using servers = new Servers()
  const world = await makeWorld(thisProgram, join(scratch.path, 'world'))
  const sandbox = await servers.add(startSandbox(thisProgram, copyFolder(scratch.path, 'ours'), world.folder))
  const cases = [createBooking, getBooking].map(request => ({
    request,
    ours: loadOf(sandbox, sandbox.key, world, request),
  }))
  const rows: BenchRow[] = []
  for (const peer of peers) {
    try {
      await using theirs = new Servers()
      const server = await theirs.add(startPeer(peer, sandbox, world))
      for (const { request, ours } of cases) {
        const load = loadOf(server, sandbox.key, world, request)
        const turns = await inTurns([() => ours({ seconds }), () => load({ seconds })], rounds)
        rows.push(rowOf(peer, request, pairsOf(turns, 1)))
      }
    } catch (error) {
      tell(`${peer.name} is left out: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return rows
}

function rowOf({ name }: Peer, { what }: RequestCase, pairs: BenchRow['pairs']): BenchRow {
  return { what: `${what} against a peer`, floor: name, unit: '/s', target: '> 1x', pairs }
}

async function startPeer(peer: Peer, sandbox: RunningSandbox, world: World): Promise<Server> {
  const folder = installPeer(peer)
  const port = await freePort()
  const booking = await sandbox.call('GET', getBooking.path(world, 0))
  const given = { folder, port, openapi: join(thisProgram.root, 'docs', 'openapi.json'), booking }
  for (const [name, text] of Object.entries(peer.files?.(given) ?? {}))
    writeFileSync(join(folder, name), text)
  return await startServer(peer.args(given), `http://127.0.0.1:${port}`, folder)
}

/** A port that nobody had a moment ago. */
function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
