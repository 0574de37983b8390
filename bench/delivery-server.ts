import { join } from 'node:path'
import { recordEvent } from '../emulator/events/outbox.ts'
import { addDefaultKeys, defaultKeys } from '../emulator/fleet/default-keys.ts'
import { createKeyRing } from '../emulator/fleet/key-ring.ts'
import { runSandbox } from '../emulator/fleet/run-sandbox.ts'
import type { Sandbox } from '../emulator/sandbox/sandbox.ts'
import { defaultTenantId } from '../emulator/seed/default-members.ts'
import { openSandbox } from '../emulator/seed/open-sandbox.ts'
import { buildServer } from '../emulator/server/build-server.ts'
import { countPending } from '../emulator/store/deliveries.ts'
import { idsInTransaction } from '../emulator/store/ids.ts'
import { openFileStore } from '../emulator/store/sqlite/open.ts'
import { setPlan } from '../emulator/store/tenants.ts'

// A sandbox that sends to one endpoint. argv: a folder, the endpoint, `paced` or `backlog`, how many events, and for
// `paced` the milliseconds between them. Its line tells what was measured, times in wall milliseconds.
const [folder = '', url = '', what = '', count = '0', waitMs = '0'] = process.argv.slice(2)
const store = await openFileStore(join(folder, 'sandbox.db'))
const { sandbox } = await openSandbox(store)
const limits = { per_second: 1e9, per_minute: 1e9, per_day: 1e9 }
await store.write(trx => setPlan(trx, { plan: 'unlimited', limits }))
const keyRing = createKeyRing({ allowLiveKeys: false })
addDefaultKeys(keyRing, sandbox)
const reportBug = (error: unknown) => void process.stderr.write(`${String(error)}\n`)
const app = buildServer({
  keyRing,
  clock: { now: Date.now },
  seed: 'bench',
  version: '0.0.0-bench',
  reportBug,
})
await post('/v2/webhooks', { url, events: ['*'] })
const result = what === 'paced' ? await paced(sandbox) : await backlog(sandbox)
process.stdout.write(`${JSON.stringify(result)}\n`)
await app.close()
await store.close()

/** Creates customers through the API at a pace, each of which is one commit and one event. */
async function paced({ onCommit }: Sandbox) {
  const run = runSandbox(sandbox, reportBug)
  for (let warm = 0; warm < 50; warm++) await post('/v2/customers', { name: 'Warm' })
  await run.control.advance({ toMs: nowMs => nowMs })
  const commits: number[] = []
  const stop = onCommit(() => void commits.push(performance.timeOrigin + performance.now()))
  const startedMs = performance.now()
  for (let at = 0; at < Number(count); at++) {
    const dueMs = startedMs + at * Number(waitMs)
    while (performance.now() < dueMs) await new Promise(resolve => setTimeout(resolve, 1))
    await post('/v2/customers', { name: 'Noor', notes: 'x'.repeat(300) })
  }
  stop()
  await run.control.advance({ toMs: nowMs => nowMs })
  await run.stop()
  return { commits }
}

/** Sends what had gathered before it was started. */
async function backlog(of: Sandbox) {
  const object = { id: 'cust_x', notes: 'x'.repeat(400) }
  const source = { tenantId: defaultTenantId, requestId: null, now: Date.now() }
  for (let made = 0; made < Number(count); made += 1_000) {
    await store.write(async trx => {
      const ids = idsInTransaction(trx, of.seed, Date.now())
      for (let at = 0; at < 1_000; at++)
        await recordEvent(trx, ids, source, { type: 'customer.created', object, siblings: {} })
    })
  }
  const before = process.memoryUsage.rss()
  let most = before
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 50)
  const startedMs = performance.now()
  const run = runSandbox(of, reportBug)
  await run.control.advance({ toMs: nowMs => nowMs })
  const tookMs = performance.now() - startedMs
  clearInterval(watching)
  const left = await store.read(countPending)
  await run.stop()
  if (left > 0) throw new Error(`${left} deliveries are still to be made.`)
  return { tookMs, rssBefore: before, rssMost: most }
}

async function post(path: string, body: object): Promise<void> {
  const answer = await app.inject({
    method: 'POST',
    url: path,
    headers: { authorization: `Bearer ${defaultKeys.secret}`, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  })
  if (answer.statusCode !== 201) throw new Error(`${path} was answered ${answer.statusCode}: ${answer.body}`)
}
