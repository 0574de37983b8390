import { benchDelivery } from './delivery.ts'
import { benchForks } from './forks.ts'
import { heading, lineOf } from './report.ts'
import { benchStarts } from './starts.ts'
import { benchThroughput } from './throughput.ts'

// `npm run bench [seconds of each throughput run]`
const seconds = Number(process.argv[2] ?? 4)
process.stdout.write(`${heading}\n`)
for (const bench of [benchForks, benchStarts, () => benchThroughput(seconds), () => benchDelivery(seconds)]) {
  for (const row of await bench()) process.stdout.write(`${lineOf(row)}\n`)
}
