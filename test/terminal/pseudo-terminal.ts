import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { runFile } from '../journeys/built-cli.ts'

/** What is typed when a text has been shown. */
export type Answer = readonly [shown: string, typed: string]

export interface Session {
  /** All that the terminal got, as it came. */
  readonly raw: string
  /** The same without colours and moves of the cursor. */
  readonly text: string
  readonly code: number | null
}

/**
 * Runs a script of bash on a real pseudo terminal, which util-linux makes (`script`), with `$CLI` as the built command line. Each
 * answer is typed once its text was shown behind the one before it.
 */
export async function onTerminal(
  bash: string,
  env: Readonly<Record<string, string>>,
  answers: readonly Answer[],
  shell: readonly string[] = ['bash', '--norc', '--noprofile', '-c'],
): Promise<Session> {
  const command = [...shell, bash].map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    env: {
      PATH: process.env.PATH ?? '',
      TERM: 'xterm-256color',
      SHELL: '/bin/sh',
      CLI: `${process.execPath} ${runFile}`,
      ...env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const left = [...answers]
  let raw = ''
  let seen = 0
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk
    const [next] = left
    const shown = stripVTControlCharacters(raw)
    const at = next === undefined ? -1 : shown.indexOf(next[0], seen)
    if (next === undefined || at === -1) return
    left.shift()
    seen = shown.length
    // A question listens a moment after it is drawn.
    setTimeout(() => child.stdin.write(next[1]), 150)
  })
  const code = await new Promise<number | null>((settle, fail) => {
    child.once('error', fail)
    child.once('close', settle)
  })
  if (left.length > 0) throw new Error(`${JSON.stringify(left[0])} was never shown in:\n${raw}`)
  return { raw, text: stripVTControlCharacters(raw).replaceAll('\r', ''), code }
}
