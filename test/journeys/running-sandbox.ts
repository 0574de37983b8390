import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ended, type Started, startCli } from './built-cli.ts'

/** A place of its own for data, registry and project: nothing of this machine is seen or touched. */
export interface Place {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  remove(): void
}

export interface RunningSandbox {
  readonly baseUrl: string
  readonly started: Started
  /** Everything that it printed until it was ready. */
  readonly text: string
  /** Sends a signal and waits for the end. */
  stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<Ended & { tookMs: number }>
}

/** Makes an empty place. */
export function makePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'ideadunes-journey-'))
  return {
    folder,
    env: { HOME: folder, XDG_STATE_HOME: join(folder, 'state'), XDG_DATA_HOME: join(folder, 'share') },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Starts the built sandbox in a place and waits for its ready line. */
export async function startSandboxIn(place: Place, ...flags: string[]): Promise<RunningSandbox> {
  const data = flags.includes('--data') ? [] : ['--data', join(place.folder, 'data')]
  const port = flags.includes('--port') ? [] : ['--port', '0']
  const started = startCli(['sandbox', 'start', ...port, ...data, ...flags], place.env)
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
    async stop(signal) {
      const askedMs = performance.now()
      started.child.kill(signal)
      return { ...(await started.ended), tookMs: performance.now() - askedMs }
    },
  }
}
