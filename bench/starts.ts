import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratchFolder, startNode } from './processes.ts'
import { type BenchRow, type Figure, inTurns, pairsOf } from './report.ts'
import { type Program, secludedEnv, startArgs, startSandbox, thisProgram } from './sandbox/start.ts'

const rounds = 15
const hello = fileURLToPath(new URL('floors/hello-server.js', import.meta.url))

/** Whole runs of commands. */
export const commandCases = [
  { what: 'ideadunes --version', args: ['--version'], target: '<= 1.3x' },
  { what: 'ideadunes --help', args: ['--help'], target: '<= 1.8x' },
  { what: 'ideadunes bookings list --json', args: ['bookings', 'list', '--json'], target: '<= 2.3x' },
  // What shells call on Tab, for ids of the sandbox: under 100 ms where node takes 35.
  { what: 'completion of an id', args: ['__complete', '=bk_', 'bookings', 'get'], target: '<= 2.8x' },
] as const

/** How long processes take: whole runs of commands, and the start of the sandbox until it says that it is ready. */
export async function benchStarts(): Promise<BenchRow[]> {
  using folder = scratchFolder()
  const bare = async () => commandTook(['-e', '0'], folder.path)
  const rows: BenchRow[] = [
    {
      what: 'sandbox start to ready',
      floor: 'fastify hello world',
      unit: 'ms',
      target: '<= 1.3x',
      pairs: pairsOf(
        await inTurns([() => startTook(thisProgram, folder.path), () => readyAfter([hello])], rounds),
        1,
      ),
    },
  ]
  const sandbox = await startSandbox(thisProgram, folder.path)
  for (const { what, args, target } of commandCases) {
    const ours = async () => commandTook(commandArgs(thisProgram, args), folder.path)
    const pairs = pairsOf(await inTurns([ours, bare], rounds), 1)
    rows.push({ what, floor: 'node -e 0', unit: 'ms', target, pairs })
  }
  await sandbox.stop()
  return rows
}

/** The words with which Node runs a command of a program. */
export function commandArgs({ root }: Program, args: readonly string[]): readonly string[] {
  return [join(root, 'bin', 'run.js'), ...args]
}

/** Runs Node to its end; milliseconds. Finds the sandbox that was started in the same folder. */
export function commandTook(args: readonly string[], folder: string): Figure {
  const startMs = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { env: secludedEnv(folder), cwd: folder })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr.toString()}`)
  return { value: performance.now() - startMs }
}

/** Starts a sandbox in a folder and stops it; milliseconds until it was ready. */
export async function startTook(program: Program, folder: string): Promise<Figure> {
  return await readyAfter(startArgs(program, folder), folder)
}

async function readyAfter(args: readonly string[], folder?: string): Promise<Figure> {
  const startMs = performance.now()
  const env = folder === undefined ? process.env : secludedEnv(folder)
  const server = await startNode(args, { env, ...(folder !== undefined && { cwd: folder }) })
  const tookMs = performance.now() - startMs
  await server.stop()
  return { value: tookMs }
}
