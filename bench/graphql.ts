import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchRow, inTurns, pairsOf } from './report.ts'
import { startSandbox, thisProgram } from './sandbox/start.ts'
import { copyFolder, makeWorld } from './sandbox/world.ts'

const query = `{ bookings(first: 100) { nodes {
  id status start_at customer { id name } service { id name } resource { id name } } } }`

const size = { services: 4, candidates: 25, customers: 100, bookings: 100 }

/** How many requests a client has under way at once. */
const atOnce = 16

interface Booking {
  readonly customer_id: string
  readonly service_id: string
  readonly resource_id: string
}

/** A page of 100 bookings with what they name: by one query, and by the calls of REST that a client would make. */
export async function benchGraphql(): Promise<BenchRow[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'ideadunes-bench-'))
  try {
    const world = await makeWorld(thisProgram, copyFolder(scratch, 'world'), size)
    const sandbox = await startSandbox(thisProgram, copyFolder(scratch, 'run'), world.folder)
    try {
      const byQuery = () => sandbox.call('POST', '/v2/graphql', { query })
      const byCalls = async () => {
        const { data } = (await sandbox.call('GET', '/v2/bookings?limit=100')) as { data: readonly Booking[] }
        const paths = new Set(
          data.flatMap(({ customer_id, service_id, resource_id }) => [
            `/v2/customers/${customer_id}`,
            `/v2/services/${service_id}`,
            `/v2/resources/${resource_id}`,
          ]),
        )
        const left = [...paths]
        const one = async () => {
          for (let path = left.pop(); path !== undefined; path = left.pop()) await sandbox.call('GET', path)
        }
        await Promise.all(Array.from({ length: atOnce }, one))
      }
      const turns = await inTurns([timed(byQuery), timed(byCalls)], 20)
      return [
        {
          what: '100 bookings with customer, service, resource',
          floor: 'the calls of REST for the same, 16 at once',
          unit: 'ms',
          target: '',
          pairs: pairsOf(turns, 1),
        },
      ]
    } finally {
      await sandbox.stop()
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function timed(work: () => Promise<unknown>) {
  return async () => {
    const began = performance.now()
    await work()
    return { value: performance.now() - began }
  }
}
