import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { runCli } from '../commands/run-cli.ts'
import { token } from '../control/controlled-sandbox.ts'
import { webhookWorld } from './webhook-world.ts'

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

test('the guide’s handler and commands do what it says', async () => {
  await using world = await webhookWorld()
  await world.sandbox.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = world.sandbox.app.server.address() as AddressInfo
  const env = {
    IDEADUNES_BASE_URL: `http://127.0.0.1:${port}`,
    IDEADUNES_API_KEY: defaultKeys.secret,
    IDEADUNES_CONTROL_TOKEN: token,
  }
  const names: Record<string, string> = {}
  const logged: unknown[][] = []
  vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => void logged.push(words))
  for (const words of commands()) {
    const argv = words.map(word => names[word] ?? word)
    const { stdout, stderr, code } = await runCli([...argv, '--json'], { env })
    expect([words.join(' '), code, code === 0 ? '' : stdout + stderr]).toEqual([words.join(' '), 0, ''])
    const answer = JSON.parse(stdout)
    if (words[1] === 'create' && words[0] === 'webhooks') {
      names.$WEBHOOK = answer.id
      const url = await startHandler(answer.secret)
      await world.change(answer.id, { url })
    }
    await world.settle()
    if (words.includes('deliveries') && answer.data?.length > 0) names.$DELIVERY = answer.data[0].id
    if (words[0] === 'events' && answer.data?.length > 0) names.$EVENT ??= answer.data.at(-1).id
  }
  expect(Object.keys(names)).toEqual(['$WEBHOOK', '$DELIVERY', '$EVENT'])
  // The sample, and the customer once, though it was delivered twice.
  expect(logged.map(([type]) => type)).toEqual(['booking.confirmed', 'customer.created'])
  expect((await world.deliveries(String(names.$WEBHOOK))).map(({ status }) => status)).toEqual(
    Array(3).fill('succeeded'),
  )
})

test('the guide’s handler refuses what is not signed', async () => {
  const url = await startHandler(`whsec_${Buffer.alloc(32).toString('base64')}`)
  const { status } = await fetch(url, { method: 'POST', body: '{}', headers: { 'webhook-id': 'evt_1' } })
  expect(status).toBe(400)
})

/** Runs the guide's handler as it is printed, on a free port. */
async function startHandler(secret: string): Promise<string> {
  const [, code = ''] = /^```js handler\.js\n(.*?)^```$/ms.exec(guide) ?? []
  vi.stubEnv('WEBHOOK_SECRET', secret)
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

/** The words of each command, without `npx ideadunes`. */
function commands(): string[][] {
  const blocks = [...guide.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = '']) => block)
  return blocks
    .flatMap(block => block.split('\n').filter(line => line.startsWith('$ ')))
    .map(line => {
      const words = [...line.slice(2).matchAll(/'([^']*)'|(\S+)/g)].map(
        ([, quoted, plain]) => quoted ?? plain ?? '',
      )
      expect(words.slice(0, 2)).toEqual(['npx', 'ideadunes'])
      return words.slice(2)
    })
}
