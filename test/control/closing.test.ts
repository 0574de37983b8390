import { once } from 'node:events'
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import { temporaryFolder } from '../commands/run-cli.ts'
import { bodyAt } from '../operations/bookings/booking-world.ts'
import { type ControlledSandbox, controlledSandbox, token } from './controlled-sandbox.ts'

let sandbox: ControlledSandbox
let port = 0
beforeEach(() => open())
afterEach(() => expect(sandbox.bugs).toEqual([]))

async function open(data = ':memory:'): Promise<void> {
  sandbox = await controlledSandbox([], { data })
  await sandbox.app.listen({ host: '127.0.0.1', port: 0 })
  const address = sandbox.app.server.address()
  port = typeof address === 'object' ? (address?.port ?? 0) : 0
}

/** Closes, and tells how long that took. */
async function close(): Promise<number> {
  const fromMs = performance.now()
  await sandbox.close()
  return performance.now() - fromMs
}

function send(method: string, path: string, key: string, body?: unknown, agent?: Agent): ClientRequest {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent })
  outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  return outgoing
}

async function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  incoming.resume()
  return incoming
}

/** A transaction that is open until it is let go, so that whoever writes must wait. */
function heldStore() {
  const gate = Promise.withResolvers<void>()
  const held = sandbox.sandbox.store.write(() => gate.promise)
  return async () => {
    gate.resolve()
    await held
  }
}

test('requests that are being answered get their answers; nobody else is let in', async () => {
  const agent = new Agent({ keepAlive: true })
  await answerTo(send('GET', '/v2/services', defaultKeys.secret, undefined, agent))
  const letGo = heldStore()
  const booked = answerTo(
    send('POST', '/v2/bookings', defaultKeys.secret, bodyAt('2026-04-20T05:00:00Z'), agent),
  )
  await requestsBegun(1)
  const closing = close()
  await closedPort()
  await letGo()
  const answer = await booked
  expect([answer.statusCode, answer.headers.connection]).toEqual([201, 'close'])
  expect(await closing).toBeLessThan(480)
  agent.destroy()
})

test('connections on which nothing is asked end at once', async () => {
  const silent = connect(port, '127.0.0.1')
  await once(silent, 'connect')
  const agent = new Agent({ keepAlive: true })
  await answerTo(send('GET', '/v2/services', defaultKeys.secret, undefined, agent))
  const ended = once(silent, 'close')
  expect(await close()).toBeLessThan(480)
  silent.resume()
  await ended
  agent.destroy()
})

test('an answer that does not come does not hold up the end for longer than half a second', async () => {
  const letGo = heldStore()
  const booked = answerTo(send('POST', '/v2/bookings', defaultKeys.secret, bodyAt('2026-04-20T05:00:00Z')))
  booked.catch(() => undefined)
  await requestsBegun(1)
  const closing = close()
  await expect(booked).rejects.toMatchObject({ code: 'ECONNRESET' })
  await letGo()
  expect(await closing).toBeLessThan(1_000)
})

test('who follows the requests is told the end', async () => {
  const following = await answerTo(send('GET', '/_sandbox/requests?follow=true', token))
  const ended = once(following, 'end')
  expect(await close()).toBeLessThan(480)
  await ended
  expect(following.complete).toBe(true)
})

test('a long advance ends after the job at hand, without an answer that looks like one', async () => {
  using folder = temporaryFolder()
  await sandbox.close()
  await open(join(folder.path, 'data'))
  await sandbox.control('POST', '/clock/freeze')
  for (const day of [20, 21, 22]) {
    await sandbox.send('POST', '/v2/bookings', { body: bodyAt(`2026-05-${day}T05:00:00Z`, override) })
  }
  const before = (await sandbox.control('GET', '/clock')).json.pending_jobs
  const letGo = heldStore()
  const advanced = answerTo(send('POST', '/_sandbox/clock/advance', token, { until: 'settled' }))
  advanced.catch(() => undefined)
  await requestsBegun(1)
  const closing = close()
  await closedPort()
  await letGo()
  await expect(advanced).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await closing).toBeLessThan(480)
  await open(join(folder.path, 'data'))
  expect(before).toBeGreaterThan(3)
  expect((await sandbox.control('GET', '/clock')).json).toMatchObject({
    mode: 'frozen',
    pending_jobs: before - 1,
  })
  await sandbox.close()
})

const override = { override_conflicts: true }

const turn = () => new Promise(done => setImmediate(done))

/** Waits until so many requests that nobody has answered yet have reached the server. */
async function requestsBegun(count: number): Promise<void> {
  for (let seen = 0; seen < count; seen++) await once(sandbox.app.server, 'request')
  await turn()
}

/** Waits until nobody listens any more. */
async function closedPort(): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const refused = await new Promise(settle => {
      socket.once('error', () => settle(true))
      socket.once('connect', () => settle(false))
    })
    socket.destroy()
    if (refused) return
    await turn()
  }
}
