import { spawn } from 'node:child_process'
import type { DetachedProcess, DetachWish, FirstWord, StartProgress } from '../kernel/detached.ts'
import { environmentFor } from './parent-link.ts'

/** After so long, one that was asked to end is ended. Closing takes a second at most. */
const patienceMs = 5_000

/**
 * Starts `script` again as a process of its own session, which neither this terminal nor its Ctrl-C reaches.
 * It is linked to this process until its first word.
 */
export function spawnDetached(
  node: string,
  script: string,
  { argv, output, log, onProgress }: DetachWish,
): DetachedProcess {
  const stdio = output ?? 'ignore'
  const child = spawn(node, ['--', script, ...argv.map(sealed)], {
    detached: true,
    windowsHide: true,
    stdio: ['ignore', stdio, stdio, 'ipc'],
    env: environmentFor('starter', log),
  })
  const ended = new Promise<string>(settle => {
    child.once('exit', (code, signal) =>
      settle(signal === null ? `with exit code ${code}` : `by the signal ${signal}`),
    )
    child.once('error', error => settle(`before it began: ${error.message}`))
  })
  const word = new Promise<FirstWord>(settle =>
    child.on('message', message => {
      const told = message as FirstWord | StartProgress
      if (told.kind === 'progress') onProgress?.(told.done, told.of)
      else settle(told)
    }),
  )
  return {
    firstWord: Promise.race([word, ended.then(how => ({ kind: 'ended', how }) as const)]),
    ended: ended.then(() => undefined),
    async stop() {
      child.kill('SIGINT')
      const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      await ended
      clearTimeout(timer)
    },
    release() {
      if (child.connected) child.disconnect()
      child.unref()
    },
  }
}

/** Node looks for some of its own options behind the script too; `bin/run.js` takes the sign off again. */
function sealed(word: string): string {
  return /^[-=]/.test(word) ? `=${word}` : word
}
