import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { UnusableSnapshot } from '../snapshot-facts.ts'
import type { DatabaseSource } from '../store.ts'

/** SQLite looks at a gigabyte for seconds and hears nothing meanwhile, so a thread of its own waits for it. */
const inThread = `
const { parentPort, workerData } = require('node:worker_threads')
const Connection = require(workerData.driver)
try {
  const connection = workerData.path === undefined
    ? new Connection(Buffer.from(workerData.bytes))
    : new Connection(workerData.path, { readonly: true, fileMustExist: true })
  connection.pragma('trusted_schema = off')
  connection.pragma('cell_size_check = on')
  parentPort.postMessage({ found: String(connection.pragma('integrity_check(1)', { simple: true })) })
  connection.close()
} catch (error) {
  parentPort.postMessage({ code: error.code, message: error.message })
}
`

type Answer = { readonly found: string } | { readonly code: unknown; readonly message: string }

/**
 * Checks all pages of a database: its trees, what is free, its indexes, and what may not be null. Its schema has to be
 * known by then, because its constraints run. Throws UnusableSnapshot.
 */
export async function checkPages(source: DatabaseSource): Promise<void> {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3')
  const worker = new Worker(inThread, { eval: true, execArgv: [], workerData: { driver, ...source } })
  const answer = await new Promise<Answer>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`The check of a database ended with ${code}.`)))
  })
  if ('code' in answer) throw Object.assign(new Error(answer.message), { code: answer.code })
  if (answer.found !== 'ok') throw new UnusableSnapshot('damaged', `is damaged: ${answer.found}`)
}
