import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

const bugs: unknown[] = []
const open = (data: string) => openFleet({ data, allowLiveKeys: false, reportBug: error => bugs.push(error) })

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'Date'],
    now: Date.parse('2026-04-15T09:42:11Z'),
  })
})
afterEach(() => {
  vi.useRealTimers()
  expect(bugs).toEqual([])
})

const hourMs = 3_600_000

test('a fork ends when its time is up, and not before', async () => {
  const fleet = await open(':memory:')
  const { keys } = await fleet.fork(fleet.main, { expiresInMs: hourMs })
  const { fork: lasting } = await fleet.fork(fleet.main, {})
  await vi.advanceTimersByTimeAsync(hourMs - 1)
  expect(fleet.list()).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(1)
  expect(fleet.list()).toEqual([fleet.main, lasting])
  expect(fleet.keyRing.findKey(keys.secret)).toBeUndefined()
  await fleet.close()
})

test('one that lasts longer than any timer of Node ends on its day', async () => {
  const fleet = await open(':memory:')
  await fleet.fork(fleet.main, { expiresInMs: 40 * 24 * hourMs })
  await vi.advanceTimersByTimeAsync(39 * 24 * hourMs)
  expect(fleet.list()).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(24 * hourMs)
  expect(fleet.list()).toHaveLength(1)
  await fleet.close()
})

test('one that was discarded does not end twice', async () => {
  const fleet = await open(':memory:')
  const { fork } = await fleet.fork(fleet.main, { expiresInMs: hourMs })
  await fleet.discard(fork)
  await vi.advanceTimersByTimeAsync(2 * hourMs)
  expect(fleet.list()).toEqual([fleet.main])
  await fleet.close()
})

test('a kept one ends after a restart on its time, and at the start when that has passed', async () => {
  using folder = temporaryFolder()
  const data = join(folder.path, 'data')
  const first = await open(data)
  const { fork: early } = await first.fork(first.main, { keep: true, expiresInMs: hourMs })
  const { fork: late } = await first.fork(first.main, { keep: true, expiresInMs: 3 * hourMs })
  await first.close()
  vi.setSystemTime(Date.now() + 2 * hourMs)
  const second = await open(data)
  expect(second.list().map(({ id }) => id)).toEqual(['main', late.id])
  expect([existsSync(early.data), existsSync(late.data)]).toEqual([false, true])
  await vi.advanceTimersByTimeAsync(hourMs)
  expect(second.list()).toHaveLength(1)
  expect(existsSync(late.data)).toBe(false)
  await second.close()
})
