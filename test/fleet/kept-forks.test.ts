import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Fleet } from '../../emulator/fleet/fleet.ts'
import type { FleetRecord } from '../../emulator/fleet/host-file.ts'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

let folder: ReturnType<typeof temporaryFolder>
let data: string
let fleet: Fleet
const bugs: unknown[] = []
const open = async () => {
  fleet = await openFleet({
    data,
    allowLiveKeys: false,
    version: '1.2.3',
    reportBug: error => bugs.push(error),
  })
  return fleet
}
beforeEach(async () => {
  folder = temporaryFolder()
  data = join(folder.path, 'data')
  await open()
})
afterEach(async () => {
  await fleet.close()
  folder[Symbol.dispose]()
  expect(bugs.splice(0)).toEqual([])
})

const hostFile = () => join(data, 'host.json')
const record = () => JSON.parse(readFileSync(hostFile(), 'utf8')) as FleetRecord
const fileOf = (id: string) => join(data, 'forks', `${id}.db`)
const forkFiles = () => readdirSync(join(data, 'forks')).sort()
const keep = async (name: string) => (await fleet.fork(fleet.main, { name, keep: true })).fork
const names = () => fleet.list().map(({ name }) => name)

describe('a run that was killed', () => {
  test('while it discarded a fork, between record and file, leaves a file that the next one removes', async () => {
    const { id } = await keep('gone')
    await fleet.close()
    for (const suffix of ['-wal', '-shm']) writeFileSync(`${fileOf(id)}${suffix}`, 'left')
    writeFileSync(hostFile(), JSON.stringify({ ...record(), forks: [] }))
    await open()
    expect([names(), fleet.notes, forkFiles()]).toEqual([[null], [], []])
  })

  test('never leaves a record of a fork that is discarded', async () => {
    const fork = await keep('gone')
    const seen: unknown[] = []
    const { close } = fork
    Object.assign(fork, {
      close: async () => {
        // As late as its file can still be there.
        seen.push([record().forks, existsSync(fileOf(fork.id))])
        await close()
      },
    })
    await fleet.discard(fork)
    expect(seen).toEqual([[[], true]])
    expect(forkFiles()).toEqual([])
  })

  test('while it made a fork leaves a file that the next one removes', async () => {
    const { id } = await keep('whole')
    await fleet.close()
    writeFileSync(fileOf('fork_0123456789ab'), readFileSync(fileOf(id)).subarray(0, 5000))
    await open()
    expect([names(), fleet.notes, forkFiles().filter(name => name.endsWith('.db'))]).toEqual([
      [null, 'whole'],
      [],
      [`${id}.db`],
    ])
  })

  test('and whose record names a fork without a file does not get a fresh one', async () => {
    const { id } = await keep('lost')
    await fleet.close()
    rmSync(fileOf(id))
    await open()
    expect(names()).toEqual([null])
    expect(fleet.notes).toEqual([
      `The kept fork lost (${id}) has lost its file ${fileOf(id)}: it is forgotten.`,
    ])
    expect([existsSync(fileOf(id)), record().forks]).toEqual([false, []])
    await fleet.close()
    await open()
    expect(fleet.notes).toEqual([])
  })
})

const damages: [what: string, damage: (path: string) => void][] = [
  ['garbage', path => writeFileSync(path, 'no database'.repeat(1000))],
  ['cut off', path => truncateSync(path, 5000)],
  ['empty', path => writeFileSync(path, '')],
  ['short', path => writeFileSync(path, 'SQLite format 3')],
  ['without its tables', path => edit(path, 'drop table sandbox_settings')],
  ['without its settings', path => edit(path, 'delete from sandbox_settings')],
  [
    'with a clock that is none',
    path => edit(path, `update sandbox_settings set value = '{' where name = 'clock'`),
  ],
  ['of a newer release', path => edit(path, 'pragma user_version = 9999')],
]
const edit = (path: string, sql: string) => {
  const connection = new Connection(path)
  connection.exec(`insert or replace into sandbox_settings(name, value) values ('clock', '{"mode":"real"}')`)
  connection.exec(sql)
  connection.close()
}

test.each(damages)('a fork that is %s is set aside, and the rest starts', async (_, damage) => {
  const [bad, good] = [await keep('bad'), await keep('good')]
  await fleet.close()
  damage(fileOf(bad.id))
  const bytes = readFileSync(fileOf(bad.id))
  await open()
  expect(names()).toEqual([null, 'good'])
  const aside = `${fileOf(bad.id)}.aside`
  expect(fleet.notes).toEqual([
    expect.stringMatching(
      /^The kept fork bad \(fork_\w+\) cannot be used \(.+\): its file was set aside as .+\.aside\.$/s,
    ),
  ])
  expect(record().forks.map(({ id }) => id)).toEqual([good.id])
  expect(existsSync(fileOf(bad.id))).toBe(false)
  expect(readFileSync(aside).subarray(0, 16)).toEqual(
    bytes.length === 0 ? expect.anything() : bytes.subarray(0, 16),
  )
  await fleet.close()
  await open()
  expect([names(), fleet.notes, existsSync(aside)]).toEqual([[null, 'good'], [], true])
})

test('forks whose record was deleted are set aside, not removed', async () => {
  const { id } = await keep('kept')
  await fleet.close()
  rmSync(hostFile())
  await open()
  expect(names()).toEqual([null])
  expect(fleet.notes).toEqual([
    `No record names the kept fork ${id}: it was set aside as ${fileOf(id)}.aside.`,
  ])
  expect(forkFiles()).toContain(`${id}.db.aside`)
})

test('a fork that cannot be recorded is not there', async () => {
  const forking = fleet.fork(fleet.main, { name: 'late', keep: true })
  const host = readFileSync(hostFile())
  rmSync(hostFile())
  mkdirSync(join(hostFile(), 'in the way'), { recursive: true })
  await expect(forking).rejects.toThrow()
  expect([names(), forkFiles()]).toEqual([[null], []])
  rmSync(hostFile(), { recursive: true })
  writeFileSync(hostFile(), host)
})

test('a damaged snapshot is listed with its problem, refused by its name, and stops nothing', async () => {
  await fleet.snapshots.save(fleet.main, 'base', false)
  await fleet.close()
  const path = (name: string) => join(data, 'snapshots', `${name}.db`)
  for (const name of ['torn', 'cut', 'flipped']) copyFileSync(path('base'), path(name))
  writeFileSync(path('torn'), 'x'.repeat(9000))
  truncateSync(path('cut'), 5000)
  const bytes = readFileSync(path('flipped'))
  for (let page = 8; page * 4096 < bytes.length; page++) bytes.fill(0xff, page * 4096, page * 4096 + 64)
  writeFileSync(path('flipped'), bytes)
  await open()
  expect(fleet.snapshots.list().map(({ name }) => name)).toEqual(['base', 'cut', 'flipped', 'torn'])
  expect(fleet.snapshots.list().find(({ name }) => name === 'torn')?.problem).toMatch(/is no SQLite database/)
  const before = await fleet.main.database.serialize()
  for (const name of ['torn', 'cut', 'flipped']) {
    await expect(fleet.snapshots.restore(fleet.main, name)).rejects.toMatchObject({
      code: 'validation_failed',
    })
    for (const keep of [true, false])
      await expect(fleet.fork(fleet.main, { fromSnapshot: name, keep })).rejects.toMatchObject({
        code: 'validation_failed',
      })
  }
  expect((await fleet.main.database.serialize()).equals(before)).toBe(true)
  expect(fleet.main.sandbox.store.trouble).toBeNull()
  expect(names()).toEqual([null])
})
