import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../events/receiver.ts'
import { fakeKeys } from './fake-keys.ts'
import { startCommand } from './world.ts'

let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.close())

const start = ['sandbox', 'start', '--data', ':memory:', '--port', '0']

async function addCustomer(baseUrl: string): Promise<void> {
  await fetch(`${baseUrl}/v2/customers`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_4eC39HqLyjWDarjtT1zdp7dc', 'content-type': 'application/json' },
    body: '{"name":"a"}',
  })
}

test('start --forward-to runs the sandbox and forwards its events in one terminal', async () => {
  const command = startCommand([...start, '--forward-to', receiver.url])
  await command.until(() => command.stderr().includes('Signed with'))
  const [, baseUrl = ''] = /^Ready on (\S+)$/m.exec(command.stdout()) ?? []
  await addCustomer(baseUrl)
  await command.until(() => command.stdout().includes('\tcustomer.created\t'))
  expect(receiver.received).toHaveLength(1)
  const { code, stderr } = await command.stop()
  expect([code, stderr.endsWith('Stopped.\n')]).toEqual([130, true])
  await expect(fetch(baseUrl)).rejects.toThrow()
})

test('its documents under --json are the ready one and then one for each forward', async () => {
  const argv = [...start, '--forward-to', receiver.url, '--forward-events', 'customer.*', '--json']
  const command = startCommand(argv)
  await command.until(() => command.stderr().includes('Signed with'))
  const { base_url } = JSON.parse(command.lines()[0] ?? '')
  await addCustomer(base_url)
  await command.until(() => command.lines().length === 2)
  expect(JSON.parse(command.lines()[1] ?? '')).toMatchObject({ type: 'customer.created', status: 204 })
  await command.stop()
})

test('q ends the sandbox too', async () => {
  const { press, pressed } = fakeKeys()
  const command = startCommand([...start, '--forward-to', receiver.url], { tty: true, keys: pressed })
  await command.until(() => command.stderr().includes('Signed with'))
  press('q')
  expect((await command.ended).code).toBe(0)
})

test.each([
  [['--forward-to', 'example.com'], 'example.com is not this machine'],
  [['--forward-to', '3000', '--forward-events', 'nothing.*'], 'no event type is called nothing.*'],
])('%j is refused before anything starts', async (flags, text) => {
  const started: unknown[] = []
  const serveSandbox = async () => {
    started.push(1)
    throw new Error('started')
  }
  const run = await startCommand([...start, ...flags], { context: { serveSandbox } }).ended
  expect([run.code, run.stderr, started]).toEqual([2, expect.stringContaining(text), []])
})
