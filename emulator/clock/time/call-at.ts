/** No timer sleeps longer than this many milliseconds. */
const longestSleepMs = 30_000

/**
 * Calls back once a clock shows `dueMs`, in milliseconds; never before this returns. Gives what ends the waiting.
 * It looks at the clock every 30 s: Node's timers count the time that passed, and stand still while the machine
 * sleeps, whereas the clock jumps then, and when somebody sets it. Nor can they wait for longer than 24 days.
 */
export function callAt(dueMs: number, now: () => number, callback: () => void): () => void {
  let timer: NodeJS.Timeout
  const sleep = () => {
    timer = setTimeout(look, Math.max(0, Math.min(dueMs - now(), longestSleepMs))).unref()
  }
  const look = () => (now() >= dueMs ? callback() : sleep())
  sleep()
  return () => clearTimeout(timer)
}
