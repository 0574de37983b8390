import { UnusableSnapshot } from '../snapshot-facts.ts'
import type { DatabaseSource } from '../store.ts'
import { inThread } from './in-thread.ts'

const lookAtAll = `
const connection = data.path === undefined
  ? new Connection(Buffer.from(data.bytes))
  : new Connection(data.path, { readonly: true, fileMustExist: true })
try {
  connection.pragma('trusted_schema = off')
  connection.pragma('cell_size_check = on')
  return String(connection.pragma('integrity_check(1)', { simple: true }))
} finally {
  connection.close()
}
`

/**
 * Checks all pages of a database: its trees, what is free, its indexes, and what may not be null. Its schema has to be
 * known by then, because its constraints run. Throws UnusableSnapshot.
 */
export async function checkPages(source: DatabaseSource): Promise<void> {
  const found = await inThread(lookAtAll, source)
  if (found !== 'ok') throw new UnusableSnapshot('damaged', `is damaged: ${found}`)
}
