import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSandboxHost, type SandboxHost } from '../../emulator/fleet/open-fleet.ts'
import { loadDataSet } from '../../emulator/seed/data-sets.ts'
import type { DataSetName } from '../../src/control/data-sets.ts'
import { temporaryFolder } from '../store/dialects.ts'
import { handTurnedTime } from '../world/real-time.ts'
import { testNow } from '../world/sandbox.ts'

let folder: ReturnType<typeof temporaryFolder>
const opened: SandboxHost[] = []
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(async () => {
  for (const host of opened.splice(0)) await host.close()
  folder.remove()
})

const open = async (dataSet?: DataSetName) => {
  const host = await openSandboxHost({
    data: folder.path,
    dataSet,
    allowLiveKeys: false,
    realTime: handTurnedTime(Date.parse(testNow)),
    reportBug: error => {
      throw error
    },
  })
  opened.push(host)
  return host
}
const close = async () => await opened.pop()?.close()

const tenantName = async ({ main }: SandboxHost) =>
  await main.sandbox.store.read(async trx => {
    const row = await trx
      .selectFrom('tenants')
      .select('name')
      .where('id', '=', 'tnt_clinic')
      .executeTakeFirst()
    return row?.name
  })

test('a new sandbox begins with the data set that is asked for, and a reset goes back to it', async () => {
  const host = await open('salon')
  expect([host.main.resumed, await tenantName(host)]).toEqual([false, 'Curl & Comb'])
  await host.main.seed(await loadDataSet({ dataSet: 'clinic', size: 10 }), { replaces: true })
  expect(await tenantName(host)).toBe('Lakeside Clinic')
  await host.main.reset()
  expect(await tenantName(host)).toBe('Curl & Comb')
  await host.main.reset('default')
  await host.main.reset()
  expect(await tenantName(host)).toBe('Curl & Comb')
})

test('one that is found goes on with its own, and refuses another', async () => {
  await open('salon')
  await close()
  for (const same of ['salon', undefined] as const) {
    expect(await tenantName(await open(same))).toBe('Curl & Comb')
    await close()
  }
  await expect(open('clinic')).rejects.toMatchObject({
    kind: 'usage',
    code: 'other_data_set',
    field: '--data-set',
    message: `${folder.path} began with the data set salon, not clinic`,
  })
  // The folder is free again, and its data as it was.
  expect(await tenantName(await open())).toBe('Curl & Comb')
})

test('one from before there were others began with the default', async () => {
  await open()
  await close()
  expect((await open('default')).main.resumed).toBe(true)
  await close()
  await expect(open('empty')).rejects.toMatchObject({ code: 'other_data_set' })
})

test('a fork goes back to what its sandbox began with, and is seeded alone', async () => {
  const host = await open('salon')
  const { fork } = await host.fork(host.main, {})
  await fork.seed(await loadDataSet({ dataSet: 'clinic', size: 10 }), { replaces: true })
  const nameOf = async (one: typeof fork) => await tenantName({ ...host, main: { ...host.main, ...one } })
  expect([await nameOf(fork), await tenantName(host)]).toEqual(['Lakeside Clinic', 'Curl & Comb'])
  await fork.reset()
  expect(await nameOf(fork)).toBe('Curl & Comb')
})
