import { type ChildProcess, spawn } from 'node:child_process'

export interface Typed {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A shell into which lines are typed one after another: it remembers variables, folders and what runs behind. */
export interface Shell {
  /** Types a line and waits until it has run. */
  type(line: string): Promise<Typed>
  /** What has been written since the shell was opened, by background jobs too. */
  written(): string
  close(): Promise<void>
}

const mark = '--end-of-line--'

/** Opens a bash in a folder, with a few functions of its own. */
export function openShell(cwd: string, env: Readonly<Record<string, string>>, functions: string): Shell {
  const child: ChildProcess = spawn('bash', ['--noprofile', '--norc', '-s'], { cwd, env, detached: true })
  const streams = { stdout: '', stderr: '' }
  let all = ''
  let wake = () => {}
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      streams[name] += text
      all += text
      wake()
    })
  }
  let hasEnded = false
  const ended = new Promise<void>(settle =>
    child.once('close', () => {
      hasEnded = true
      settle()
      wake()
    }),
  )
  child.stdin?.write(`${functions}\n`)
  return {
    async type(line) {
      streams.stdout = ''
      streams.stderr = ''
      child.stdin?.write(
        `${line}\n{ code=$?; printf '\\n${mark}%s\\n' $code; printf '\\n${mark}\\n' >&2; }\n`,
      )
      const end = new RegExp(`\\n${mark}(\\d*)\\n`)
      while (!(end.test(streams.stdout) && end.test(streams.stderr))) {
        if (hasEnded) throw new Error(`The shell did not survive this line: ${line}\n${streams.stderr}`)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      const [, code] = end.exec(streams.stdout) ?? []
      return {
        code: Number(code),
        stdout: streams.stdout.replace(end, ''),
        stderr: streams.stderr.replace(end, ''),
      }
    },
    written: () => all,
    async close() {
      // Its jobs are of its group.
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
      } catch {
        // They have ended.
      }
      child.kill('SIGKILL')
      await ended
    },
  }
}
