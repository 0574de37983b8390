import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveSandbox } from '../../emulator/server/serve.ts'
import type { ServedSandbox } from '../../src/control/served-sandbox.ts'
import { registerSandbox, registryFolder } from '../../src/profiles/running-sandboxes.ts'
import { type CliRun, type RunOptions, runCli } from '../commands/run-cli.ts'

/** A sandbox on a port, which commands find, and which can be stopped and started again on the same data and port. */
export interface ListenWorld {
  /** The environment in which commands find it. */
  readonly env: Readonly<Record<string, string>>
  readonly baseUrl: string
  readonly secretKey: string
  /** Sends to the API, as the tenant of the key unless told. */
  send(method: string, path: string, body?: unknown, tenant?: string): Promise<Response>
  control(method: string, path: string, body?: unknown): Promise<Response>
  /** Makes an event: a customer of this name. Answers the customer's id. */
  addCustomer(name: string, tenant?: string): Promise<string>
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** Starts one. In memory unless its data is to outlive a stop. */
export async function listenWorld({ keeps = false }: { keeps?: boolean } = {}): Promise<ListenWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ideadunes-listen-'))
  const registry = registryFolder(join(folder, 'ideadunes'))
  let port = 0
  let served: ServedSandbox | undefined
  let withdraw = () => {}
  const running = () => {
    if (served === undefined) throw new Error('The sandbox was stopped')
    return served
  }
  const start = async () => {
    const data = keeps ? join(folder, 'data') : ':memory:'
    served = await serveSandbox({
      port,
      data,
      folder,
      allowLiveKeys: false,
      version: '0.0.0-test',
      reportBug: error => {
        throw error
      },
    })
    port = served.port
    withdraw = registerSandbox(registry, {
      pid: process.pid,
      base_url: served.baseUrl,
      project: null,
      data,
      secret_key: served.keys.secret,
      control_token: served.controlToken,
      tenant: served.tenant,
      started_at: new Date().toISOString(),
    })
  }
  const stop = async () => {
    withdraw()
    await served?.close()
    served = undefined
  }
  await start()
  const { baseUrl } = running()
  const secretKey = running().keys.secret ?? ''
  const ask = (method: string, path: string, token: string, body: unknown, tenant?: string) =>
    fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(tenant !== undefined && { 'x-tenant-id': tenant }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const world: ListenWorld = {
    env: { XDG_STATE_HOME: folder },
    baseUrl,
    secretKey,
    send: (method, path, body, tenant) => ask(method, path, secretKey, body, tenant),
    control: (method, path, body) => ask(method, `/_sandbox${path}`, running().controlToken, body),
    async addCustomer(name, tenant) {
      const answer = await world.send('POST', '/v2/customers', { name }, tenant)
      return ((await answer.json()) as { id: string }).id
    },
    stop,
    start,
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return world
}

/** A command that runs until somebody ends it. */
export interface RunningCommand {
  readonly ended: Promise<CliRun>
  stdout(): string
  stderr(): string
  /** Whole lines of stdout so far. */
  lines(): readonly string[]
  /** Settles once this holds of what was written; checked after each write. */
  until(holds: () => boolean): Promise<void>
  /** Ends it as Ctrl-C does, or as a reader that goes away. */
  stop(reason?: 'SIGINT' | 'reader_gone'): Promise<CliRun>
}

/** Starts a command in this process. It waits hardly at all between its tries to connect. */
export function startCommand(argv: readonly string[], options: RunOptions = {}): RunningCommand {
  let stdout = ''
  let stderr = ''
  let waiting: { readonly holds: () => boolean; readonly settle: () => void }[] = []
  const check = () => {
    const done = waiting.filter(({ holds }) => holds())
    waiting = waiting.filter(one => !done.includes(one))
    for (const { settle } of done) settle()
  }
  const interrupt = new AbortController()
  const readerGone = new AbortController()
  const ended = runCli(argv, {
    ...options,
    onStdout(text) {
      stdout += text
      check()
    },
    onStderr(text) {
      stderr += text
      check()
    },
    context: {
      now: () => new Date(),
      sleep: () => new Promise(done => setTimeout(done, 2)),
      interrupted: interrupt.signal,
      signal: AbortSignal.any([interrupt.signal, readerGone.signal]),
      ...options.context,
    },
  })
  return {
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    lines: () => stdout.split('\n').slice(0, -1),
    until: holds =>
      new Promise((settle, reject) => {
        waiting.push({ holds, settle })
        ended.then(
          run => reject(new Error(`It ended before: ${JSON.stringify(run)}`)),
          () => undefined,
        )
        check()
      }),
    stop(reason = 'SIGINT') {
      if (reason === 'SIGINT') interrupt.abort('SIGINT')
      else readerGone.abort('reader_gone')
      return ended
    },
  }
}

/** `listen` on the sandbox of a world, once it is ready. */
export async function startListen(
  world: ListenWorld,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<RunningCommand> {
  const command = startCommand(['listen', ...argv], {
    ...options,
    env: { ...world.env, ...options.env },
  })
  await command.until(() => command.stderr().includes('Signed with'))
  return command
}
