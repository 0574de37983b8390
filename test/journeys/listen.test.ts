import { Webhook as StandardWebhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { startReceiver } from '../events/receiver.ts'
import { startCli } from './built-cli.ts'
import { makePlace, startSandboxIn } from './running-sandbox.ts'

const headers = {
  authorization: 'Bearer sk_test_4eC39HqLyjWDarjtT1zdp7dc',
  'content-type': 'application/json',
}

test('listen forwards until Ctrl-C, which is 130; what was not forwarded is named and comes the next time', async () => {
  const place = makePlace()
  const receiver = await startReceiver()
  const sandbox = await startSandboxIn(place)
  const listen = (...argv: string[]) =>
    startCli(['listen', '--forward-to', receiver.url, '--json', ...argv], place.env)
  const add = (name: string) =>
    fetch(`${sandbox.baseUrl}/v2/customers`, { method: 'POST', headers, body: JSON.stringify({ name }) })
  try {
    const first = listen()
    let told = ''
    first.child.stderr?.on('data', (text: string) => {
      told += text
    })
    await expect.poll(() => told, { timeout: 20_000 }).toContain('Signed with')
    await add('a')
    await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBe(1)
    receiver.answer(() => {})
    await add('b')
    await add('c')
    await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBe(2)
    first.child.kill('SIGINT')
    const { code, stdout, stderr } = await first.ended
    expect([code, stdout.trimEnd().split('\n').length]).toEqual([130, 1])
    const [, secret = ''] = /Signed with (\S+)/.exec(stderr) ?? []
    const [{ body, headers: sent } = receiver.received[0] as never] = receiver.received
    expect(new StandardWebhook(secret).verify(body, sent as never)).toMatchObject({
      type: 'customer.created',
    })
    const [, next = ''] = /--replay-since (evt_\w+)/.exec(stderr) ?? []
    receiver.answer(204)
    const second = await listen('--replay-since', next, '--exit-after', '2', '--fail-on-non-2xx').ended
    expect(second.code).toBe(0)
    const names = receiver.received.map(({ body: text }) => JSON.parse(text).data.object.name)
    expect(names).toEqual(['a', 'b', 'b', 'c'])
  } finally {
    await sandbox.stop('SIGTERM')
    await receiver.close()
    place.remove()
  }
})
