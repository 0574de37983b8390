import Connection from 'better-sqlite3'
import { openSandbox } from '../emulator/seed/open-sandbox.ts'
import { openMemoryStore } from '../emulator/store/sqlite/open.ts'
import { startSandbox } from '../emulator/testing/index.ts'
import type { BenchRow } from './report.ts'

const rounds = 200

/** How long a copy for one test takes, in this process; the floor is what SQLite needs for the same bytes. */
export async function benchForks(): Promise<BenchRow[]> {
  const store = await openMemoryStore()
  await openSandbox(store)
  const bytes = await store.serialize()
  await store.close()
  const floor = () => new Connection(bytes).close()
  const options = { clock: '2026-04-15T09:42:11Z' } as const
  await using base = await startSandbox(options)
  const common = { floor: 'SQLite opens the same bytes', unit: 'ms', target: '<= 5 ms' } as const
  return [
    { what: 'fork of a seeded sandbox', ...common, pairs: await paired(() => base.fork(), floor) },
    {
      what: 'startSandbox, not the first',
      ...common,
      pairs: await paired(() => startSandbox(options), floor),
    },
  ]
}

async function paired(open: () => Promise<AsyncDisposable>, floor: () => void) {
  const pairs: { ours: number; floor: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now()
    await using _ = await open()
    const ours = performance.now() - startMs
    const floorStartMs = performance.now()
    floor()
    pairs.push({ ours, floor: performance.now() - floorStartMs })
  }
  // The first ones compile what the others run.
  return pairs.slice(rounds / 4)
}
