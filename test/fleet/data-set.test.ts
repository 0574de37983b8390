import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Fleet } from '../../emulator/fleet/fleet.ts'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { loadDataSet } from '../../emulator/seed/data-sets.ts'
import type { DataSetName } from '../../src/control/data-sets.ts'
import { temporaryFolder } from '../store/dialects.ts'
import { handTurnedTime } from '../world/real-time.ts'
import { testNow } from '../world/sandbox.ts'

let folder: ReturnType<typeof temporaryFolder>
const opened: Fleet[] = []
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(async () => {
  for (const fleet of opened.splice(0)) await fleet.close()
  folder.remove()
})

const open = async (dataSet?: DataSetName) => {
  const fleet = await openFleet({
    data: folder.path,
    dataSet,
    allowLiveKeys: false,
    realTime: handTurnedTime(Date.parse(testNow)),
    reportBug: error => {
      throw error
    },
  })
  opened.push(fleet)
  return fleet
}
const close = async () => await opened.pop()?.close()

const tenantName = async ({ main }: Fleet) =>
  await main.sandbox.store.read(async trx => {
    const row = await trx
      .selectFrom('tenants')
      .select('name')
      .where('id', '=', 'tnt_clinic')
      .executeTakeFirst()
    return row?.name
  })

test('a new sandbox begins with the data set that is asked for, and a reset goes back to it', async () => {
  const fleet = await open('salon')
  expect([fleet.main.resumed, await tenantName(fleet)]).toEqual([false, 'Curl & Comb'])
  await fleet.main.seed(await loadDataSet({ dataSet: 'clinic', size: 10 }), { replaces: true })
  expect(await tenantName(fleet)).toBe('Lakeside Clinic')
  await fleet.main.reset()
  expect(await tenantName(fleet)).toBe('Curl & Comb')
  await fleet.main.reset('default')
  await fleet.main.reset()
  expect(await tenantName(fleet)).toBe('Curl & Comb')
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
  const fleet = await open('salon')
  const { fork } = await fleet.fork(fleet.main, {})
  await fork.seed(await loadDataSet({ dataSet: 'clinic', size: 10 }), { replaces: true })
  const nameOf = async (one: typeof fork) => await tenantName({ ...fleet, main: { ...fleet.main, ...one } })
  expect([await nameOf(fork), await tenantName(fleet)]).toEqual(['Lakeside Clinic', 'Curl & Comb'])
  await fork.reset()
  expect(await nameOf(fork)).toBe('Curl & Comb')
})
