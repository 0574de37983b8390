import { join } from 'node:path'
import { addDefaultKeys } from '../emulator/fleet/default-keys.ts'
import { createKeyRing } from '../emulator/fleet/key-ring.ts'
import { runSandbox } from '../emulator/fleet/run-sandbox.ts'
import { openSandbox } from '../emulator/seed/open-sandbox.ts'
import { buildServer } from '../emulator/server/build-server.ts'
import { openFileStore } from '../emulator/store/sqlite/open.ts'
import { setPlan } from '../emulator/store/tenants.ts'

// The sandbox as `sandbox start` serves it, on the folder of argv, with limits that a benchmark does not meet.
const unlimited = { per_second: 1e9, per_minute: 1e9, per_day: 1e9 }
const [folder = ''] = process.argv.slice(2)
const store = await openFileStore(join(folder, 'sandbox.db'))
const { sandbox } = await openSandbox(store)
await store.write(trx => setPlan(trx, { plan: 'unlimited', limits: unlimited }))
const run = runSandbox(sandbox, error => process.stderr.write(`${String(error)}\n`))
const keyRing = createKeyRing({ allowLiveKeys: false })
addDefaultKeys(keyRing, sandbox)
const app = buildServer({
  keyRing,
  clock: { now: () => Date.now() },
  seed: sandbox.seed,
  version: '0.0.0-bench',
  reportBug: error => process.stderr.write(`${String(error)}\n`),
})
await app.listen({ host: '127.0.0.1', port: 0 })
const address = app.server.address()
if (address === null || typeof address === 'string') throw new Error('The server has no port.')
process.stdout.write(`${address.port}\n`)
process.once('SIGTERM', () => void app.close().then(run.stop).then(store.close))
