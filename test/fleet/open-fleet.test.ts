import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultKeys } from '../../emulator/fleet/default-keys.ts'
import type { Fleet } from '../../emulator/fleet/fleet.ts'
import type { FleetRecord } from '../../emulator/fleet/host-file.ts'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

let folder: ReturnType<typeof temporaryFolder>
let data: string
beforeEach(() => {
  folder = temporaryFolder()
  data = join(folder.path, 'data')
})
afterEach(() => folder[Symbol.dispose]())

const bugs: unknown[] = []
const open = (at = data): Promise<Fleet> =>
  openFleet({ data: at, allowLiveKeys: false, reportBug: error => bugs.push(error) })
const record = () => JSON.parse(readFileSync(join(data, 'host.json'), 'utf8')) as FleetRecord

describe('the folder', () => {
  test('is one run’s at a time, and free after it', async () => {
    const fleet = await open()
    await expect(open()).rejects.toMatchObject({ kind: 'usage', code: 'data_in_use' })
    // The one that was refused has changed nothing of the one that runs.
    expect(record().running).toMatchObject({ pid: process.pid })
    await fleet.close()
    await (await open()).close()
  })

  test('is free after a start that failed', async () => {
    await (await open()).close()
    const good = readFileSync(join(data, 'host.json'))
    writeFileSync(join(data, 'host.json'), '{}')
    await expect(open()).rejects.toMatchObject({ code: 'host_file_damaged' })
    writeFileSync(join(data, 'host.json'), good)
    writeFileSync(join(data, 'sandbox.db'), 'no database'.repeat(500))
    await expect(open()).rejects.toMatchObject({ code: 'database_damaged' })
    await expect(open()).rejects.toMatchObject({ code: 'database_damaged' })
  })

  test('is free although a step of closing throws, and every other step is done', async () => {
    const fleet = await open()
    const { fork } = await fleet.fork(fleet.main, { keep: true })
    await fleet.fork(fleet.main, {})
    const { store } = fork.sandbox
    const { close } = store
    let closed = 0
    Object.assign(store, {
      close: async () => {
        await close()
        closed += 1
        throw new Error('the disk is gone')
      },
    })
    await expect(fleet.close()).rejects.toThrow('the disk is gone')
    expect(closed).toBe(1)
    await expect(fleet.main.sandbox.store.read(async () => 1)).rejects.toThrow()
    const next = await open()
    // It did not end as it should, and says so.
    expect(next.crashed).toMatchObject({ pid: process.pid })
    expect(next.list()).toHaveLength(2)
    await next.close()
  })

  test('memory needs none, and any number of them can run', async () => {
    const [one, other] = [await open(':memory:'), await open(':memory:')]
    expect([one.crashed, one.lastPort, other.main.resumed]).toEqual([null, null, false])
    await one.close()
    await other.close()
    expect(existsSync(data)).toBe(false)
  })
})

test('two forks that are made at once cannot have one name', async () => {
  const fleet = await open(':memory:')
  const made = await Promise.allSettled([1, 2].map(() => fleet.fork(fleet.main, { name: 'twin' })))
  expect(made.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(fleet.list().map(({ name }) => name)).toEqual([null, 'twin'])
  await fleet.close()
})

describe('the record', () => {
  test('tells the next run of one that ended without saying so', async () => {
    const first = await open()
    expect(first.crashed).toBeNull()
    const running = record().running
    await first.close()
    expect(record().running).toBeNull()
    const second = await open()
    expect(second.crashed).toBeNull()
    await second.close()
    writeFileSync(join(data, 'host.json'), JSON.stringify({ ...record(), running }))
    const third = await open()
    expect(third.crashed).toEqual(running)
    await third.close()
    expect((await closedAgain()).crashed).toBeNull()
  })

  test('keeps the port of the last run', async () => {
    const first = await open()
    expect(first.lastPort).toBeNull()
    first.keepPort(14_400)
    await first.close()
    expect((await closedAgain()).lastPort).toBe(14_400)
  })

  test('keeps keys as hashes, and what was revoked stays so', async () => {
    const first = await open()
    const publishable = first.keyRing.findKey(defaultKeys.publishable)
    first.keyRing.revokeKey(publishable?.id ?? '')
    first.onKeysChange()
    await first.close()
    expect(readFileSync(join(data, 'host.json'), 'utf8')).not.toContain('4eC39HqLyjWDarjtT1zdp7dc')
    const second = await open()
    expect(second.keyRing.findKey(defaultKeys.secret)?.sandbox).toBe(second.main.sandbox)
    expect(second.keyRing.findKey(defaultKeys.publishable)).toBeUndefined()
    await second.close()
  })

  async function closedAgain(): Promise<Fleet> {
    const fleet = await open()
    await fleet.close()
    return fleet
  }
})
