import { asStorageFault } from '../sqlite-fault.ts'
import { inThread } from './in-thread.ts'

/**
 * Writes the database anew without its free pages, which is one transaction, and brings all of its log to it. The copy
 * that SQLite makes on its way stays in memory: in a temporary file, it would lie where nobody looks for it. Whoever reads
 * goes on, and the end waits for reads that began before.
 */
const scrub = `
const connection = new Connection(data.path, { fileMustExist: true })
try {
  connection.pragma('temp_store = MEMORY')
  connection.pragma('wal_autocheckpoint = 0')
  connection.exec('vacuum')
  const [{ busy }] = connection.pragma('wal_checkpoint(TRUNCATE)')
  if (busy !== 0) throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })
} finally {
  connection.close()
}
`

/**
 * Leaves nothing in a database and its log but what its rows say, in a thread of its own. Nobody else may write
 * meanwhile, nor bring the log to the database. Throws where another program reads for so long that the log stays.
 */
export async function scrubFile(path: string): Promise<void> {
  try {
    await inThread(scrub, { path })
  } catch (error) {
    throw asStorageFault(error)
  }
}
