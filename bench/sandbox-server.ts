import { join } from 'node:path'
import { systemClock } from '../emulator/clock/clock.ts'
import { createHost } from '../emulator/host/host.ts'
import { addDefaultKeys } from '../emulator/seed/default-keys.ts'
import { openSandbox } from '../emulator/seed/open-sandbox.ts'
import { buildServer } from '../emulator/server.ts'
import { openFileStore } from '../emulator/store/sqlite/open.ts'

// The sandbox as `sandbox start` serves it, on the folder of argv, with limits that a benchmark does not meet.
const [folder = ''] = process.argv.slice(2)
const store = await openFileStore(join(folder, 'sandbox.db'))
const { sandbox } = await openSandbox(store)
const limits = JSON.stringify({ per_second: 1e9, per_minute: 1e9, per_day: 1e9 })
await store.write(trx => trx.updateTable('tenants').set({ limits }).execute())
const host = createHost({ allowLiveKeys: false })
addDefaultKeys(host, sandbox)
const app = buildServer({
  host,
  clock: systemClock,
  seed: sandbox.seed,
  version: '0.0.0-bench',
  reportBug: error => process.stderr.write(`${String(error)}\n`),
})
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
if (address === null || typeof address === 'string') throw new Error('The server has no port.')
process.stdout.write(`${address.port}\n`)
process.once('SIGTERM', () => void app.close().then(() => store.close()))
