import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkedOut } from './compare/checked-out.ts'
import { compareFiles } from './compare/compare-files.ts'
import { comparisons } from './compare/compare-programs.ts'
import { scratchFolder } from './processes.ts'
import { headingOf, lineOf } from './report.ts'

// `node bench/compare.ts FIRST SECOND [SECONDS] [--only requests,starts]`: two commits, or two files of `--json`.
const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } })
const [first, second, seconds = '4'] = positionals
if (first === undefined || second === undefined) throw new Error('Name two commits, or two files of --json.')
const write = (line: string) => void process.stdout.write(`${line}\n`)

const areFiles = [first, second].map(name => name.endsWith('.json') && existsSync(name))
if (areFiles[0] !== areFiles[1])
  throw new Error('A file of --json compares with another one, a commit with a commit.')
if (areFiles[0] === true) for (const line of compareFiles(first, second)) write(line)
else await compareCommits(first, second)

async function compareCommits(one: string, other: string): Promise<void> {
  using scratch = scratchFolder()
  using before = checkedOut(one, scratch.path)
  using after = checkedOut(other, scratch.path)
  const chosen = values.only?.split(',') ?? Object.keys(comparisons)
  write(headingOf(after.name, before.name, 'compared with'))
  for (const name of chosen) {
    const compare = comparisons[name]
    if (compare === undefined)
      throw new Error(`--only takes ${Object.keys(comparisons).join(', ')}, not ${name}.`)
    for await (const row of compare(after, before, Number(seconds))) write(lineOf(row))
  }
}
