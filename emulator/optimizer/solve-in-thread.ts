import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Problem } from '../scheduling/optimisation/problem.ts'
import type { Progress, Solution } from '../scheduling/optimisation/solve.ts'
import type { ThreadWord } from './run-thread.ts'

/** Solves a problem somewhere. Rejects with the signal's reason where that ends it before. */
export type Solve = (
  problem: Problem,
  ended: AbortSignal,
  onProgress: (progress: Progress) => void,
) => Promise<Solution>

/** The most memory that one run may take, in megabytes. */
const mostMemoryMb = 1_024

/** Solves in a thread of its own. The thread is gone when this settles. */
export const solveInThread: Solve = async (problem, ended, onProgress) => {
  ended.throwIfAborted()
  const worker = new Worker(threadFile(), {
    workerData: problem,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
  })
  // A run keeps no process alive.
  worker.unref()
  const { promise, resolve, reject } = Promise.withResolvers<Solution>()
  const onEnd = () => reject(ended.reason)
  ended.addEventListener('abort', onEnd, { once: true })
  worker.on('message', (word: ThreadWord) => {
    if (word.kind === 'solution') resolve(word.solution)
    else onProgress(word.progress)
  })
  worker.once('error', reject)
  worker.once('exit', () => reject(new Error('The thread ended without a word.')))
  try {
    return await promise
  } finally {
    ended.removeEventListener('abort', onEnd)
    await worker.terminate()
  }
}

/** Lets at most so many work at once; the others wait in the order in which they came. */
export function atMost(most: number): <T>(ended: AbortSignal, work: () => Promise<T>) => Promise<T> {
  let working = 0
  const waiting: (() => void)[] = []
  const next = () => {
    working -= 1
    waiting.shift()?.()
  }
  return async (ended, work) => {
    ended.throwIfAborted()
    if (working >= most) {
      const turn = Promise.withResolvers<void>()
      const take = () => turn.resolve()
      const leave = () => {
        const at = waiting.indexOf(take)
        if (at >= 0) waiting.splice(at, 1)
        turn.reject(ended.reason)
      }
      waiting.push(take)
      ended.addEventListener('abort', leave, { once: true })
      await turn.promise.finally(() => ended.removeEventListener('abort', leave))
    }
    working += 1
    try {
      return await work()
    } finally {
      next()
    }
  }
}

/** One core is left to requests, and two runs at once are enough, however many sandboxes this process has. */
export const takingTurns = atMost(Math.max(1, Math.min(2, availableParallelism() - 1)))

/** The thread's file, beside this one: as it is written, or as it is built. */
function threadFile(): URL {
  const url = import.meta.url
  return new URL(url.endsWith('.ts') ? './run-thread.ts' : './run-thread.js', url)
}
