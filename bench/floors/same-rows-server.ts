import { readFileSync } from 'node:fs'
import Connection from 'better-sqlite3'
import { listenOnLoopback } from './listen-on-loopback.ts'
import type { RecordedRequest } from './recorded-rows.ts'
import { sameRowsServer } from './same-rows.ts'

// argv: a copy of the database that the sandbox begins with, and the file of the recorded request.
const [database = '', recorded = ''] = process.argv.slice(2)
const db = new Connection(database)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = NORMAL')
db.pragma('wal_autocheckpoint = 8000')
db.pragma('temp_store = MEMORY')
const app = sameRowsServer(db, JSON.parse(readFileSync(recorded, 'utf8')) as RecordedRequest)
await listenOnLoopback(app, () => void db.close())
