import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { loadHighs } from '../scheduling/optimisation/load-highs.ts'
import type { Problem } from '../scheduling/optimisation/problem.ts'
import { type Progress, type Solution, solve } from '../scheduling/optimisation/solve.ts'

/** A thread that solves one problem and ends. What it says is checked by whoever started it. */

export type ThreadWord =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'solution'; readonly solution: Solution }

/** Words about the progress are at least so far apart, in milliseconds. Nothing of the answer hangs on it. */
const apartMs = 200

// Requests go first. Elsewhere this would be said of the whole process.
if (process.platform === 'linux') {
  try {
    setPriority(0, 10)
  } catch {
    // Where nobody may say so, all go alike.
  }
}

let toldMs = Number.NEGATIVE_INFINITY
const say = (word: ThreadWord) => parentPort?.postMessage(word)
const solution = solve(workerData as Problem, await loadHighs(), progress => {
  const nowMs = performance.now()
  if (nowMs - toldMs < apartMs) return
  toldMs = nowMs
  say({ kind: 'progress', progress })
})
say({ kind: 'solution', solution })
