import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { type ControlledSandbox, controlledSandbox, token } from './controlled-sandbox.ts'

test('following an empty log is answered at once', async () => {
  const sandbox = await controlledSandbox()
  await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
  const answer = await follow(sandbox)
  expect(answer.statusCode).toBe(200)
  answer.destroy()
  await sandbox.close()
})

test('followed requests come as they are answered, after those that were there, and end with the connection', async () => {
  const sandbox = await controlledSandbox()
  await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
  await sandbox.send('GET', '/v2/bookings')
  await sandbox.send('GET', '/v2/nowhere')
  const answer = await follow(sandbox, '&status=2xx')
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/x-ndjson'])
  const lines = createInterface(answer)[Symbol.asyncIterator]()
  const next = async () => JSON.parse(String((await lines.next()).value))
  expect(await next()).toMatchObject({ number: 1, path: '/v2/bookings', status: 200 })
  await sandbox.send('GET', '/v2/nowhere')
  await sandbox.send('GET', '/v2/bookings?limit=1')
  expect(await next()).toMatchObject({ path: '/v2/bookings?limit=1', status: 200 })
  answer.destroy()
  await sandbox.close()
  expect(sandbox.bugs).toEqual([])
})

async function follow(sandbox: ControlledSandbox, filter = ''): Promise<IncomingMessage> {
  const address = sandbox.app.server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const asked = get({
    port,
    host: '127.0.0.1',
    path: `/_sandbox/requests?follow=true${filter}`,
    headers: { authorization: `Bearer ${token}` },
  })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return answer
}
