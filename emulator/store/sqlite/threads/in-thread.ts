import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/** What a thread is told, and what it tells. */
export interface ThreadOptions {
  /** Ends it; then its reason is thrown. */
  readonly ended?: AbortSignal | undefined
  /** Called with what the code gives to `tell`. */
  readonly onTold?: ((told: unknown) => void) | undefined
}

type Message =
  | { readonly told: unknown }
  | { readonly value: unknown }
  | { readonly code: unknown; readonly message: string; readonly found: unknown }

/**
 * Runs code in a thread of its own: SQLite works on many pages for seconds and hears nothing meanwhile. The code is the
 * body of an async function that knows `Connection`, `data` and `tell`; bytes that it gives are handed over. Throws what
 * it throws, with its `code` and `found`.
 */
export async function inThread(
  body: string,
  data: object,
  { ended, onTold = () => {} }: ThreadOptions = {},
): Promise<unknown> {
  ended?.throwIfAborted()
  const driver = createRequire(import.meta.url).resolve('better-sqlite3')
  const worker = new Worker(threadOf(body), { eval: true, execArgv: [], workerData: { driver, data } })
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const onEnd = () => {
    // It holds files: who waits for its end may delete them.
    void worker.terminate().then(() => reject(ended?.reason))
  }
  ended?.addEventListener('abort', onEnd, { once: true })
  worker.on('message', (message: Message) => {
    if ('told' in message) onTold(message.told)
    else if ('value' in message) resolve(message.value)
    else {
      const { message: text, code, found } = message
      reject(Object.assign(new Error(text), { code, found }))
    }
  })
  worker.once('error', reject)
  worker.once('exit', code => {
    if (ended?.aborted !== true) reject(new Error(`A thread of the database ended with ${code}.`))
  })
  try {
    return await promise
  } finally {
    ended?.removeEventListener('abort', onEnd)
  }
}

function threadOf(body: string): string {
  return `
const { parentPort, workerData } = require('node:worker_threads')
const Connection = require(workerData.driver)
const tell = told => parentPort.postMessage({ told })
const work = async data => {${body}}
work(workerData.data).then(
  given => {
    // What SQLite allocated cannot be handed over.
    const value = given instanceof Uint8Array ? new Uint8Array(given) : given
    parentPort.postMessage({ value }, value === given ? [] : [value.buffer])
  },
).catch(
  ({ code, message, found }) => parentPort.postMessage({ code, message, found }),
)
`
}
