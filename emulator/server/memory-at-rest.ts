import type { Server } from 'node:http'

/** How long nobody has asked for anything, in milliseconds. */
const restMs = 10_000

/** Less than so many times what was held at the beginning is not worth a pause. */
const worthwhile = 1.5

/**
 * Gives memory back once nobody has asked a server for anything for ten seconds. Under load V8 makes its young generation
 * sixteen times as large and keeps it, full or empty, for as long as the process lives (docs/decisions/065). Answers a
 * function that ends it. Throws nothing.
 */
export function giveBackAtRest(server: Server, collect: () => Promise<void> = collectGarbage): () => void {
  const beginning = process.memoryUsage.rss()
  let [asked, askedBefore, collected] = [0, 0, 0]
  const count = () => {
    asked += 1
  }
  server.on('request', count)
  const timer = setInterval(() => {
    const atRest = asked === askedBefore
    askedBefore = asked
    if (!atRest || asked === collected || process.memoryUsage.rss() < worthwhile * beginning) return
    collected = asked
    // That it stays is no matter to anybody but the memory.
    collect().catch(() => undefined)
  }, restMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    server.off('request', count)
  }
}

/** A full collection, after which V8 keeps no pages in reserve: the only one that is there without a flag for Node. */
export async function collectGarbage(): Promise<void> {
  const { Session } = await import('node:inspector/promises')
  const session = new Session()
  session.connect()
  try {
    await session.post('HeapProfiler.collectGarbage')
  } finally {
    session.disconnect()
  }
}
