import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CliRun, runCli } from '../commands/run-cli.ts'
import { type Ended, type Started, startCli } from './built-cli.ts'

/** A place of its own for data, registry and project: nothing of this machine is seen or touched. */
export interface Place {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /**
   * Runs a command in this process: only what a process of its own could get wrong is worth one. It finds the
   * sandbox of the place as the built command line does.
   */
  run(...argv: readonly string[]): Promise<CliRun>
  /** What was started in it; ends with it, also when a test fails. */
  readonly started: Started[]
  remove(): void
}

export interface RunningSandbox {
  readonly baseUrl: string
  readonly started: Started
  /** Everything that it printed until it was ready. */
  readonly text: string
  /** Sends a signal, or several in a row, and waits for the end. */
  stop(...signals: readonly NodeJS.Signals[]): Promise<Ended & { tookMs: number }>
}

/** Makes an empty place. */
export function makePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'ideadunes-journey-'))
  const env = { HOME: folder, XDG_STATE_HOME: join(folder, 'state'), XDG_DATA_HOME: join(folder, 'share') }
  const started: Started[] = []
  const place = { cwd: process.cwd(), home: folder, platform: process.platform, env }
  return {
    folder,
    env,
    run: (...argv) =>
      runCli(argv, {
        context: {
          place,
          now: () => new Date(),
          sleep: ms => new Promise(done => setTimeout(done, ms)),
        },
      }),
    started,
    remove() {
      for (const { child } of started) child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Starts the built sandbox in a place and waits for its ready line. */
export function startSandboxIn(place: Place, ...flags: string[]): Promise<RunningSandbox> {
  return startSandboxWith(process.execPath, place, ...flags)
}

/** The same with the Node of a path. */
export async function startSandboxWith(
  node: string,
  place: Place,
  ...flags: string[]
): Promise<RunningSandbox> {
  const data = flags.includes('--data') ? [] : ['--data', join(place.folder, 'data')]
  const port = flags.includes('--port') ? [] : ['--port', '0']
  const started = startCli(['sandbox', 'start', ...port, ...data, ...flags], place.env, node)
  place.started.push(started)
  let text = ''
  const baseUrl = await new Promise<string>((resolve, reject) => {
    started.child.stdout?.on('data', (chunk: string) => {
      text += chunk
      const [, url] = /^Ready on (\S+)$/m.exec(text) ?? []
      if (url !== undefined) resolve(url)
    })
    void started.ended.then(({ stderr }) => reject(new Error(`It ended before it was ready: ${stderr}`)))
  })
  return {
    baseUrl,
    started,
    get text() {
      return text
    },
    async stop(...signals) {
      const askedMs = performance.now()
      for (const signal of signals) {
        started.child.kill(signal)
        await new Promise(done => setTimeout(done, 20))
      }
      return { ...(await started.ended), tookMs: performance.now() - askedMs }
    },
  }
}
