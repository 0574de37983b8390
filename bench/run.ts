import { parseArgs } from 'node:util'
import { benchDelivery } from './delivery.ts'
import { benchForks } from './forks.ts'
import { type BenchRow, heading, lineOf } from './report.ts'
import { benchRequests } from './requests/requests.ts'
import { benchStarts } from './starts.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
})
const seconds = Number(positionals[0] ?? 4)
const benches: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  forks: benchForks,
  starts: benchStarts,
  requests: () => benchRequests(seconds),
  delivery: () => benchDelivery(seconds),
}
process.stdout.write(`${heading}\n`)
for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && !values.only.split(',').includes(name)) continue
  for (const row of await bench()) process.stdout.write(`${lineOf(row)}\n`)
}
