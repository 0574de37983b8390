import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { benchDelivery } from './delivery.ts'
import { benchForks } from './forks.ts'
import { benchGraphql } from './graphql.ts'
import { benchGrowth } from './growth.ts'
import { growthRows, growthSizes } from './growth-rows.ts'
import { benchMemory } from './memory.ts'
import { benchPeers } from './peers/bench-peers.ts'
import { type BenchRow, heading, lineOf } from './report.ts'
import { benchRequests } from './requests/requests.ts'
import { reportOf } from './run-report.ts'
import { benchSchedule } from './schedule/schedule.ts'
import { benchStarts } from './starts.ts'
import { benchWaits } from './waits.ts'

// bench/README.md tells of the flags.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    only: { type: 'string' },
    peers: { type: 'boolean' },
    million: { type: 'boolean' },
  },
})
const seconds = Number(positionals[0] ?? 4)
const tell = (line: string) => void process.stderr.write(`${line}\n`)
const benches: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  forks: benchForks,
  starts: benchStarts,
  requests: () => benchRequests(seconds),
  waits: benchWaits,
  graphql: benchGraphql,
  memory: () => benchMemory(Math.round(seconds * 25_000)),
  delivery: () => benchDelivery(seconds),
  schedule: benchSchedule,
  growth: () => growthRows(growthSizes(values.million === true), benchGrowth),
  ...(values.peers === true && { peers: () => benchPeers(seconds, tell) }),
}
const chosen = values.only?.split(',') ?? Object.keys(benches)
const rows: BenchRow[] = []
process.stdout.write(`${heading}\n`)
for (const name of chosen) {
  const bench = benches[name]
  if (bench === undefined) throw new Error(`--only takes ${Object.keys(benches).join(', ')}, not ${name}.`)
  for (const row of await bench()) {
    rows.push(row)
    process.stdout.write(`${lineOf(row)}\n`)
  }
  // After each, for a whole run takes long.
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(reportOf(rows), null, 2)}\n`)
}
