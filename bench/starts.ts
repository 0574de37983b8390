import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchRow } from './report.ts'

const rounds = 15
const program = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const hello = fileURLToPath(new URL('floors/hello-server.js', import.meta.url))

/** How long processes take: whole runs of commands, and the start of the sandbox until it says that it is ready. */
export async function benchStarts(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ideadunes-bench-'))
  // The registry of running sandboxes lies in here too, so that a sandbox of the developer's is not called.
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), NO_COLOR: '1' }
  try {
    const start = () => readyMs([program, 'sandbox', 'start', '--port', '0', '--data', folder], env)
    await start()
    const ready = []
    for (let round = 0; round < rounds; round++) {
      ready.push({ ours: await start(), floor: await readyMs([hello], env) })
    }
    const sandbox = await running([program, 'sandbox', 'start', '--port', '0', '--data', folder], env)
    const version = pairs(() => runMs([program, '--version'], env))
    const list = pairs(() => runMs([program, 'bookings', 'list', '--json'], env))
    sandbox.stop()
    await sandbox.ended
    return [
      { what: 'ideadunes --version', floor: 'node -e 0', unit: 'ms', target: '<= 1.5x', pairs: version },
      {
        what: 'ideadunes bookings list --json',
        floor: 'node -e 0',
        unit: 'ms',
        target: '<= 3.5x',
        pairs: list,
      },
      {
        what: 'sandbox start to ready',
        floor: 'fastify hello world',
        unit: 'ms',
        target: '<= 2.0x',
        pairs: ready,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function pairs(ours: () => number): { ours: number; floor: number }[] {
  ours()
  return Array.from({ length: rounds }, () => ({ ours: ours(), floor: runMs(['-e', '0'], process.env) }))
}

function runMs(args: readonly string[], env: NodeJS.ProcessEnv): number {
  const startMs = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { env })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr.toString()}`)
  return performance.now() - startMs
}

async function readyMs(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const startMs = performance.now()
  const server = await running(args, env)
  const tookMs = performance.now() - startMs
  server.stop()
  await server.ended
  return tookMs
}

/** Starts a server and waits for its first line. */
async function running(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', code => reject(new Error(`${args.join(' ')} ended with ${code} before it was ready.`)))
  })
  return { ended, stop: () => child.kill('SIGTERM') }
}
