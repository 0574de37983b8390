import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../../commands/kernel/context.ts'
import type { ContractFiles } from '../../commands/kernel/contract-files.ts'
import { dispatch } from '../../commands/main/dispatch.ts'
import { rootHelpRows } from '../../commands/main/root-help-rows.ts'
import {
  buildCommandIndex,
  buildOperationTexts,
  type CommandIndex,
} from '../../src/contract/commands/command-index.ts'
import { buildErrorIndex } from '../../src/contract/errors/error-index.ts'
import { eventSample } from '../../src/contract/event-samples.ts'
import { type EventType, events } from '../../src/contract/event-types.ts'
import { operations } from '../../src/contract/index.ts'
import type { Sink } from '../../src/output/terminal.ts'
import { wantsColour } from '../../src/output/terminal.ts'
import { conversation } from './ask/conversation.ts'

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Whether stdout, stderr and stdin are a terminal. */
  readonly tty?: boolean
  readonly columns?: number
  readonly stdin?: string
  /** What is typed on a terminal, each when that text has been asked for; by default `stdin` to the first question. */
  readonly answers?: readonly (readonly [asked: string, typed: string])[]
  /** Keys that are pressed on a terminal until the signal. */
  readonly keys?: (signal: AbortSignal) => AsyncIterable<string>
  /** Told of each text that goes to stdout, and of its bytes. */
  readonly onStdout?: (text: string, bytes: Buffer) => void
  readonly onStderr?: (text: string) => void
  /** Commands that are added to the contract's. */
  readonly index?: CommandIndex
  readonly context?: Partial<Context>
}

export interface CliRun {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** A folder of its own for a test, gone afterwards. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'ideadunes-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Runs an argv in this process, in a world of its own, and answers what came out. */
export async function runCli(argv: readonly string[], options: RunOptions = {}): Promise<CliRun> {
  using home = temporaryFolder()
  const { env = {}, tty = false, columns = 100 } = options
  const stdout = recorder(tty, columns, env, options.onStdout)
  const stderr = recorder(tty, columns, env, options.onStderr)
  const idle = new AbortController().signal
  const talk = conversation(options.answers ?? [['?', options.stdin ?? '']], stderr.sink)
  const context: Context = {
    terminal: {
      stdout: stdout.sink,
      stderr: stderr.sink,
      stdin: {
        isTty: tty,
        readText: async () => options.stdin ?? '',
        readLine: async () => options.stdin?.split('\n')[0],
        keys: options.keys ?? nothing,
      },
      streams: () => talk,
    },
    contract: contractInMemory(options.index),
    place: { cwd: home.path, home: home.path, platform: 'linux', env },
    version: '0.1.0',
    typedName: 'ideadunes',
    pid: process.pid,
    interrupted: idle,
    signal: idle,
    now: () => new Date('2026-04-15T09:42:11Z'),
    timezone: () => env.TZ ?? 'Asia/Kolkata',
    sleep: async () => undefined,
    spawnDetached: async () => {
      throw new Error('This test starts no process.')
    },
    openBrowser: async () => 'this test has none',
    openKeyring: async () => 'this test has none',
    ...options.context,
  }
  const code = await dispatch(argv, context)
  return { stdout: stdout.text(), stderr: stderr.text(), code }
}

async function* nothing(): AsyncGenerator<string> {}

function recorder(
  isTty: boolean,
  columns: number,
  env: Readonly<Record<string, string>>,
  onWrite?: (text: string, bytes: Buffer) => void,
) {
  const chunks: Buffer[] = []
  const sink: Sink = {
    isTty,
    colour: wantsColour(isTty, { NO_COLOR: '1', ...env }),
    columns: isTty ? columns : Number.POSITIVE_INFINITY,
    write: async content => {
      const bytes = Buffer.from(content)
      chunks.push(bytes)
      onWrite?.(bytes.toString(), bytes)
    },
  }
  return { sink, text: () => Buffer.concat(chunks).toString() }
}

function contractInMemory(added: CommandIndex = {}): ContractFiles {
  const index = () => ({ ...buildCommandIndex(operations), ...added })
  return {
    index,
    rootHelp: () => rootHelpRows({ index }),
    texts: operationId => {
      const operation = operations.find(({ id }) => id === operationId)
      if (operation === undefined) throw new Error(`no operation ${operationId}`)
      return buildOperationTexts(operation)
    },
    errors: () => buildErrorIndex(operations),
    eventSamples: () =>
      Object.fromEntries((Object.keys(events) as EventType[]).map(type => [type, eventSample(type)])),
    openapi: () => '{"openapi":"3.1.0"}\n',
    seedExample: () => readFileSync(new URL('../../docs/seed.example.yaml', import.meta.url), 'utf8'),
  }
}
