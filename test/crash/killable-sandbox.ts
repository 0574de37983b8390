import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A sandbox in a process of its own that can be killed at any moment. */
export interface KillableSandbox {
  readonly baseUrl: string
  readonly key: string
  readonly controlToken: string
  /** SIGKILL: it gets no chance to write anything more. Settles when it is gone. */
  kill(): Promise<void>
}

const script = fileURLToPath(new URL('sandbox-process.ts', import.meta.url))

/** Starts it on a folder, and waits until it answers. `onBug` is told what it writes to stderr. */
export async function startKillableSandbox(
  data: string,
  onBug: (text: string) => void,
): Promise<KillableSandbox> {
  const child = spawn(process.execPath, [script, data], {
    env: { PATH: process.env.PATH ?? '', HOME: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  child.stderr.setEncoding('utf8').on('data', onBug)
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve)
    child.once('exit', code => reject(new Error(`The sandbox ended with ${code} before it was ready.`)))
  })
  return {
    ...(JSON.parse(line) as { baseUrl: string; key: string; controlToken: string }),
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
