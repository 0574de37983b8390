import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collectGarbage, giveBackAtRest } from '../../emulator/server/memory-at-rest.ts'

const megabyte = 1e6
let held = 0
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  held = 100 * megabyte
  vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => held)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** A server that is asked by hand, and how often memory was given back. */
function watched() {
  const server = new EventEmitter()
  const collect = vi.fn(async () => {
    held = 120 * megabyte
  })
  const stop = giveBackAtRest(server as Server, collect)
  const ask = () => void server.emit('request')
  return { ask, collect, stop, server }
}

const tenSeconds = () => vi.advanceTimersByTime(10_000)

test('memory is given back once nobody has asked for ten seconds, and once for each busy time', () => {
  const { ask, collect } = watched()
  ask()
  held = 300 * megabyte
  tenSeconds()
  expect(collect).not.toHaveBeenCalled()
  tenSeconds()
  expect(collect).toHaveBeenCalledTimes(1)
  held = 300 * megabyte
  for (let time = 0; time < 10; time++) tenSeconds()
  expect(collect).toHaveBeenCalledTimes(1)
  ask()
  tenSeconds()
  tenSeconds()
  expect(collect).toHaveBeenCalledTimes(2)
})

test('who is asked all the time is not stopped for it', () => {
  const { ask, collect } = watched()
  held = 300 * megabyte
  for (let time = 0; time < 10; time++) {
    ask()
    tenSeconds()
  }
  expect(collect).not.toHaveBeenCalled()
})

test('little is not worth a pause', () => {
  const { ask, collect } = watched()
  ask()
  held = 149 * megabyte
  for (let time = 0; time < 3; time++) tenSeconds()
  expect(collect).not.toHaveBeenCalled()
})

test('a server that has closed is not looked at any more', () => {
  const { ask, collect, stop, server } = watched()
  ask()
  held = 300 * megabyte
  stop()
  for (let time = 0; time < 3; time++) tenSeconds()
  expect([collect.mock.calls.length, server.listenerCount('request')]).toEqual([0, 0])
})

test('a collection frees what nobody holds', async () => {
  const gone = new WeakRef(Array.from({ length: 1_000 }, (_, at) => ({ at })))
  // What a WeakRef was asked for, or made of, lives until the end of the turn.
  await new Promise(done => setImmediate(done))
  await collectGarbage()
  expect(gone.deref()).toBeUndefined()
})
