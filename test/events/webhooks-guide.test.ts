import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const guide = readFileSync(join(root, 'docs/webhooks.md'), 'utf8')

// Below node_modules, so that the example finds its library as somebody's project would.
const folder = join(root, 'node_modules', '.cache', `ideadunes-guide-${process.pid}`)
let handler: Server | undefined
let handlers = 0

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  handler?.closeAllConnections()
  handler?.close()
  rmSync(folder, { recursive: true, force: true })
})

// That it takes what is signed is seen by test/journeys/docs.test.ts, which types the whole guide.
test('the guide’s handler refuses what is not signed, and says why', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  const url = await startHandler(`whsec_${Buffer.alloc(32).toString('base64')}`)
  const { status } = await fetch(url, { method: 'POST', body: '{}', headers: { 'webhook-id': 'evt_1' } })
  expect(status).toBe(400)
  expect(told.mock.calls).toEqual([['refused:', expect.stringMatching(/\w/)]])
})

/** Runs the guide's handler as it is printed, on a free port. */
async function startHandler(secret: string): Promise<string> {
  const [, code = ''] = /^```js handler\.mjs\n(.*?)^```$/ms.exec(guide) ?? []
  vi.stubEnv('IDEADUNES_WEBHOOK_SECRET', secret)
  vi.stubEnv('PORT', '0')
  mkdirSync(folder, { recursive: true })
  handlers += 1
  const file = join(folder, `handler-${handlers}.mjs`)
  // Named, so that the test can close it.
  writeFileSync(file, code.replace('createServer(async', 'export const server = createServer(async'))
  const { server } = (await import(pathToFileURL(file).href)) as { server: Server }
  handler = server
  if (!server.listening) await new Promise(resolve => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`
}
