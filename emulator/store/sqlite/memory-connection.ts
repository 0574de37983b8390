import Connection from 'better-sqlite3'

/** A connection to a database in memory; with bytes, to a copy of the database that they are. */
export function openMemoryConnection(bytes?: Buffer): Connection.Database {
  return new Connection(bytes === undefined ? ':memory:' : withoutLog(bytes))
}

/** A database in memory has no write-ahead log, and SQLite opens none whose header asks for one. */
function withoutLog(bytes: Buffer): Buffer {
  // Bytes 18 and 19 are the versions for writing and reading: 1 for a journal, 2 for a log.
  if (bytes[18] === 1 && bytes[19] === 1) return bytes
  const copy = Buffer.from(bytes)
  if (copy.length >= 20) copy.fill(1, 18, 20)
  return copy
}
