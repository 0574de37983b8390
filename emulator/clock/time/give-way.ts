/** The longest that a loop keeps the event loop for itself, in milliseconds. */
const longestTurnMs = 10

/**
 * Makes what a loop awaits in each of its rounds, so that others get a turn of the event loop every 10 ms. A loop
 * that waits for nothing but the database needs it: a transaction ends in the turn in which it began, however many of
 * them there are.
 */
export function createGiveWay(): () => Promise<void> {
  let sinceMs = performance.now()
  return async () => {
    if (performance.now() - sinceMs < longestTurnMs) return
    await new Promise(resolve => setImmediate(resolve))
    sinceMs = performance.now()
  }
}
