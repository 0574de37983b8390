import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { crashRun } from './crash-run.ts'

// `node test/crash/run.ts --kills 300 --seed 7`; see README.md. Exits with 1 when something was lost or invented.
const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } })
const kills = Number(values.kills ?? 300)
const seed = Number(values.seed ?? Date.now() % 100_000)
const data = mkdtempSync(join(tmpdir(), 'ideadunes-crash-'))
process.stdout.write(`Seed ${seed}, ${kills} kills\n`)
const onKill = (kill: number) => void (kill % 10 === 0 && process.stdout.write(`${kill} `))
const { faults, ...figures } = await crashRun({ data, kills, seed, onKill })
process.stdout.write(`\n${JSON.stringify(figures, null, 2)}\n`)
if (faults.length === 0) rmSync(data, { recursive: true, force: true })
else {
  process.stdout.write(`${faults.join('\n')}\nThe data is in ${data}\n`)
  process.exitCode = 1
}
