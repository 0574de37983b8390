import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const runFile = `${root}bin/run.js`

export interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

type Env = Readonly<Record<string, string>>

/** Starts the built command line as a user does. Nothing of this machine's settings reaches it. */
export function startCli(argv: readonly string[], env: Env = {}, node: string = process.execPath): Started {
  return start(node, [runFile, ...argv], env)
}

/** Runs a bash script in which `$CLI` is the built command line. */
export function runShell(script: string, env: Env = {}): Promise<Ended> {
  return start('bash', ['-c', script], { ...env, CLI: `${process.execPath} ${runFile}` }).ended
}

/** Starts a program and gathers what it writes. */
export function start(file: string, args: readonly string[], env: Env): Started {
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  const ended = new Promise<Ended>(settle => child.on('close', code => settle({ stdout, stderr, code })))
  return { child, ended }
}

/** A Node of this machine that is older than the oldest we support; undefined if there is none. */
export function findOldNode(): string | undefined {
  return ['/usr/bin/node', '/usr/local/bin/node'].find(file => {
    if (!existsSync(file)) return false
    const version = spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout
    return Number(/^v(\d+)/.exec(version)?.[1]) < 22
  })
}
