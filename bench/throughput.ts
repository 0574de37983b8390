import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { defaultKeys } from '../emulator/fleet/default-keys.ts'
import type { BenchRow } from './report.ts'

const connections = 16
const rounds = 5

interface Server {
  readonly url: string
  stop(): void
}

/** Requests per second of writes and reads, each against its floor, in turns so that a busy machine is fair to both. */
export async function benchThroughput(seconds: number): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ideadunes-bench-'))
  const servers: Server[] = []
  const start = async (script: string, ...args: string[]) => {
    const server = await startServer(script, args)
    servers.push(server)
    return server
  }
  try {
    const sandbox = await start('sandbox-server.ts', folder)
    const postFloor = await start('floors/post-server.ts', folder)
    const post = await paired(
      seconds,
      () => postRate(sandbox, seconds),
      () => postRate(postFloor, seconds),
    )
    const one = '/v2/bookings/bk_01HXYW999'
    const oneFloor = await start('floors/get-server.ts', sandbox.url + one, defaultKeys.secret)
    const get = await paired(
      seconds,
      () => getRate(sandbox, one, seconds),
      () => getRate(oneFloor, one, seconds),
    )
    const many = '/v2/bookings?limit=25'
    const manyFloor = await start('floors/get-server.ts', sandbox.url + many, defaultKeys.secret)
    const list = await paired(
      seconds,
      () => getRate(sandbox, many, seconds),
      () => getRate(manyFloor, many, seconds),
    )
    return [
      {
        what: 'POST /v2/bookings',
        floor: 'bare fastify, same rows',
        unit: '/s',
        target: '>= 0.60x',
        ...post,
      },
      { what: 'GET one booking', floor: 'bare fastify, same bytes', unit: '/s', target: '>= 0.50x', ...get },
      { what: 'GET list of 25', floor: 'bare fastify, same bytes', unit: '/s', target: '>= 0.40x', ...list },
    ]
  } finally {
    for (const server of servers) server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function paired(_seconds: number, ours: () => Promise<number>, floor: () => Promise<number>) {
  const pairs: { ours: number; floor: number }[] = []
  await ours()
  await floor()
  for (let round = 0; round < rounds; round++) pairs.push({ ours: await ours(), floor: await floor() })
  return { pairs }
}

async function startServer(script: string, args: readonly string[]): Promise<Server> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()))
    child.once('exit', code => reject(new Error(`${script} ended with ${code} before it listened.`)))
  })
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill('SIGTERM') }
}

const slotMs = 30 * 60_000
let slots = 0

/** Every request books a slot of its own: 18 a day on workdays of the default resource, from 1990 on. */
function nextStart(): string {
  const day = Math.floor(slots / 18)
  const slot = slots % 18
  slots += 1
  const week = Math.floor(day / 6)
  // Monday 1 January 1990, 09:00 in Asia/Kolkata; six days of each week are worked.
  const startMs = Date.UTC(1990, 0, 1, 3, 30) + (week * 7 + (day % 6)) * 86_400_000 + slot * slotMs
  return new Date(startMs).toISOString().replace('.000', '')
}

async function postRate(server: Server, seconds: number): Promise<number> {
  return await rate({
    url: server.url,
    duration: seconds,
    connections,
    requests: [
      {
        method: 'POST',
        path: '/v2/bookings',
        setupRequest: request => ({
          ...request,
          headers: {
            authorization: `Bearer ${defaultKeys.secret}`,
            'content-type': 'application/json',
            'x-idempotency-key': `bench-${process.pid}-${slots}-${server.url}`,
          },
          body: JSON.stringify({
            customer_id: 'cust_priya_01',
            service_id: 'svc_consult_30',
            resource_id: 'res_dr_niket',
            start_at: nextStart(),
            channel: 'video_zoom',
            notes: 'Follow-up · cardiology',
            send_confirmation: true,
          }),
        }),
      },
    ],
  })
}

async function getRate(server: Server, path: string, seconds: number): Promise<number> {
  return await rate({
    url: server.url + path,
    duration: seconds,
    connections,
    headers: { authorization: `Bearer ${defaultKeys.secret}` },
  })
}

async function rate(options: autocannon.Options): Promise<number> {
  const result = await autocannon(options)
  const refused = result.non2xx + result.errors
  if (refused > 0) throw new Error(`${refused} of ${result.requests.total} requests were refused.`)
  return result.requests.total / result.duration
}
