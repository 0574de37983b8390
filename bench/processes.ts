import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A process that was started and has written its first line. */
export interface Started {
  readonly pid: number
  readonly firstLine: string
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<void>
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
}

/** Runs this Node with arguments and waits for the first line; throws with what it wrote where it ends before. */
export function startNode(args: readonly string[], { env, cwd }: StartOptions = {}): Promise<Started> {
  const child = spawn(process.execPath, args, {
    env: env ?? process.env,
    ...(cwd !== undefined && { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  let out = ''
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = `${complaints}${text}`.slice(-4_000)
  })
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (out.includes('\n')) return
      out += text
      const end = out.indexOf('\n')
      if (end !== -1) resolve({ pid: child.pid ?? 0, firstLine: out.slice(0, end), stop })
    })
    child.once('error', reject)
    child.once('close', code => reject(new Error(`${args.join(' ')} ended with ${code}: ${complaints}`)))
  })
}

/** A server that answers requests. */
export interface Server {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

/** Starts a script of the bench that writes its port. */
export async function startScript(script: string, args: readonly string[]): Promise<Server> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const { firstLine, pid, stop } = await startNode([path, ...args])
  return { url: `http://127.0.0.1:${firstLine.trim()}`, pid, stop }
}

/** How long a server of somebody else may take to start, in milliseconds. */
const patienceMs = 60_000

/** Starts a server that says nothing of use, and waits until it answers at a URL. Throws where it ends before. */
export async function startServer(args: readonly string[], url: string, cwd: string): Promise<Server> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = `${complaints}${text}`.slice(-1_000)
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  const untilMs = performance.now() + patienceMs
  while (performance.now() < untilMs && child.exitCode === null) {
    if (await answers(url)) return { url, pid: child.pid ?? 0, stop }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  await stop()
  throw new Error(`it does not answer: ${complaints.trim()}`)
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).arrayBuffer()
    return true
  } catch {
    return false
  }
}

/** Microseconds of CPU time that a process has taken, all its threads together; undefined outside of Linux. */
export function cpuUsOf(pid: number): number | undefined {
  const stat = procFile(pid, 'stat')
  if (stat === undefined) return undefined
  // The name of the program stands in brackets, and may hold spaces itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return ticks * 10_000
}

/** Bytes of memory that a process holds; undefined outside of Linux. */
export function memoryOf(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(procFile(pid, 'status') ?? '')?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

/** A folder that is removed at the end of the block. */
export function scratchFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'ideadunes-bench-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Servers that stop at the end of the block. */
export class Servers implements AsyncDisposable {
  readonly #running: Server[] = []

  /** Keeps a server until the end. */
  async add<Kept extends Server>(starting: Promise<Kept>): Promise<Kept> {
    const server = await starting
    this.#running.push(server)
    return server
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running.map(server => server.stop()))
  }
}
