import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchRow } from './report.ts'

const rounds = 3
const drained = 5_000
const longBacklog = 100_000
const warmed = 50
const floor = 'node:http loop, same receiver'

/** From a commit until its event is at the receiver, deliveries per second, and what a long backlog costs. */
export async function benchDelivery(seconds: number): Promise<BenchRow[]> {
  const receiver = await startReceiver()
  try {
    return [
      ...(await latencies(receiver.url, 1, seconds * 2)),
      ...(await latencies(receiver.url, 200, seconds)),
      await rate(receiver.url),
      ...(await longDrain(receiver.url)),
    ]
  } finally {
    receiver.stop()
  }
}

async function latencies(url: string, perSecond: number, seconds: number): Promise<BenchRow[]> {
  const count = Math.max(5, perSecond * seconds)
  const args = [String(count), String(1_000 / perSecond)]
  const runs: { ours: number[]; floor: number[] }[] = []
  for (let round = 0; round < (perSecond === 1 ? 1 : rounds); round++) {
    await arrivalsAt(url)
    const { commits } = await sandboxRun<{ commits: number[] }>([url, 'paced', ...args])
    const ours = gaps(commits, (await arrivalsAt(url)).slice(warmed))
    const { begun } = await script<{ begun: number[] }>('floors/post-loop.ts', [url, ...args])
    runs.push({ ours, floor: gaps(begun, (await arrivalsAt(url)).slice(warmed)) })
  }
  return [50, 99].map(percent => ({
    what: `commit to delivery, ${perSecond}/s, p${percent}`,
    floor,
    unit: 'ms',
    target: percent === 50 ? '<= 5 ms' : '',
    pairs: runs.map(run => ({ ours: percentile(run.ours, percent), floor: percentile(run.floor, percent) })),
  }))
}

async function rate(url: string): Promise<BenchRow> {
  const pairs: { ours: number; floor: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const ours = await sandboxRun<{ tookMs: number }>([url, 'backlog', String(drained)])
    const loop = await script<{ tookMs: number }>('floors/post-loop.ts', [url, String(drained), '0'])
    pairs.push({ ours: perSecondOf(ours.tookMs), floor: perSecondOf(loop.tookMs) })
    await arrivalsAt(url)
  }
  return { what: 'deliveries to one endpoint', floor, unit: '/s', target: '>= 0.50x', pairs }
}

/** Ten times as many as in memory would show: what is read at once must not grow with what waits. */
async function longDrain(url: string): Promise<BenchRow[]> {
  const long = await sandboxRun<Drain>([url, 'backlog', String(longBacklog)])
  const short = await sandboxRun<Drain>([url, 'backlog', String(drained)])
  await arrivalsAt(url)
  const perEvent = { ours: long.tookMs / longBacklog, floor: short.tookMs / drained }
  const grown = ({ rssBefore, rssMost }: Drain) => (rssMost - rssBefore) / 1e6
  return [
    {
      what: `backlog of ${longBacklog}: per delivery`,
      floor: `the same of ${drained}`,
      unit: 'ms',
      target: '<= 1.2x',
      pairs: [perEvent],
    },
    {
      what: `backlog of ${longBacklog}: memory`,
      floor: `the same of ${drained}`,
      unit: 'MB',
      target: '',
      pairs: [{ ours: grown(long), floor: grown(short) }],
    },
  ]
}

interface Drain {
  readonly tookMs: number
  readonly rssBefore: number
  readonly rssMost: number
}

const perSecondOf = (tookMs: number) => (drained / tookMs) * 1_000

/** The nth arrival belongs to the nth beginning: one endpoint gets events in their order. */
function gaps(begun: readonly number[], arrived: readonly number[]): number[] {
  if (begun.length !== arrived.length)
    throw new Error(`${begun.length} were sent and ${arrived.length} arrived.`)
  return begun.map((ms, at) => (arrived[at] ?? 0) - ms)
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0
}

async function arrivalsAt(url: string): Promise<number[]> {
  return (await (await fetch(url)).json()) as number[]
}

async function sandboxRun<Result>(args: readonly string[]): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'ideadunes-bench-'))
  try {
    return await script<Result>('delivery-server.ts', [folder, ...args])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a script to its end; gives what its line says. */
async function script<Result>(name: string, args: readonly string[]): Promise<Result> {
  const path = fileURLToPath(new URL(name, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  const code = await new Promise(resolve => child.once('close', resolve))
  if (code !== 0) throw new Error(`${name} ended with ${String(code)}.`)
  return JSON.parse(text) as Result
}

async function startReceiver(): Promise<{ url: string; stop(): void }> {
  const path = fileURLToPath(new URL('floors/webhook-receiver.ts', import.meta.url))
  const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()))
    child.once('exit', code => reject(new Error(`The receiver ended with ${code} before it listened.`)))
  })
  return { url: `http://127.0.0.1:${port}/hook`, stop: () => void child.kill('SIGTERM') }
}
