import { spawnSync } from 'node:child_process'
import { chmodSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDetachedLog } from '../../commands/sandbox/detached-log.ts'
import { keepDataOutOfGit } from '../../commands/sandbox/keep-data-out-of-git.ts'
import { openExportFile } from '../../commands/sandbox/snapshot/export-file.ts'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { makePrivateFolder } from '../../src/files/private-file.ts'
import { registerSandbox } from '../../src/profiles/running-sandboxes.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

let before: number
beforeAll(() => {
  before = process.umask(0)
})
afterAll(() => void process.umask(before))

let folder: ReturnType<typeof temporaryFolder>
let data: string
beforeEach(() => {
  folder = temporaryFolder()
  data = join(folder.path, 'deep', 'data')
})
afterEach(() => folder[Symbol.dispose]())

const open = () => openFleet({ data, allowLiveKeys: false, version: '1.2.3', reportBug: () => {} })

/** What others may do with anything in a folder, and with the folder; nothing, is expected. */
function openToOthers(path: string): string[] {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }) as string[]
  return ['', ...names]
    .filter(name => (lstatSync(join(path, name)).mode & 0o077) !== 0)
    .map(name => `${name} ${(lstatSync(join(path, name)).mode & 0o777).toString(8)}`)
}

test('all that a sandbox, its forks and its snapshots write is its user’s alone, also while it runs', async () => {
  const fleet = await open()
  const { main, snapshots } = fleet
  await snapshots.save(main, 'base', false)
  await fleet.fork(main, { keep: true })
  await fleet.fork(main, { keep: true, fromSnapshot: 'base' })
  const names = readdirSync(data, { recursive: true, encoding: 'utf8' }) as string[]
  expect(names).toEqual(
    expect.arrayContaining([
      'lock',
      'host.json',
      'sandbox.db',
      'sandbox.db-wal',
      'sandbox.db-shm',
      'snapshots/base.db',
    ]),
  )
  expect(names.filter(name => /^forks\/fork_\w+\.db-wal$/.test(name))).toHaveLength(2)
  expect(openToOthers(data)).toEqual([])
  // Whatever is made above it for its sake is the user's too.
  expect(lstatSync(join(folder.path, 'deep')).mode & 0o777).toBe(0o700)
  await fleet.close()
  expect(openToOthers(data)).toEqual([])
})

test('a folder that cannot be made is told, also where Node would try for ever to make those above it', () => {
  const module = new URL('../../src/files/private-file.ts', import.meta.url).href
  const script = `import { makePrivateFolder } from '${module}'
    try { makePrivateFolder('/proc/none/deep') } catch (error) { console.log(error.code) }`
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
    killSignal: 'SIGKILL',
  })
  expect([signal, stdout]).toEqual([null, expect.stringMatching(/^E[A-Z]+\n$/)])
})

test('folders are made as deep as they are named, and one that is there is left as it is', () => {
  const deep = join(folder.path, 'a', 'b', 'c')
  makePrivateFolder(deep)
  makePrivateFolder(deep)
  expect(lstatSync(deep).isDirectory()).toBe(true)
  writeFileSync(join(deep, 'file'), '')
  expect(() => makePrivateFolder(join(deep, 'file'))).toThrow('EEXIST')
  expect(() => makePrivateFolder(join(deep, 'file', 'x'))).toThrow('ENOTDIR')
})

test('a snapshot on its way is its user’s alone', async () => {
  const fleet = await open()
  const seen: string[][] = []
  const { database } = fleet.main
  const { copyTo } = database
  Object.assign(database, {
    async copyTo(path: string) {
      await copyTo(path)
      seen.push(openToOthers(data))
    },
  })
  await fleet.snapshots.save(fleet.main, 'base', false)
  expect(seen).toEqual([[]])
  await fleet.close()
})

test('what an earlier release left open is narrowed at the next start', async () => {
  const first = await open()
  await first.snapshots.save(first.main, 'base', false)
  await first.fork(first.main, { keep: true })
  await first.close()
  for (const name of ['sandbox.log', 'sandbox.log.1']) writeFileSync(join(data, name), '')
  const names = readdirSync(data, { recursive: true, encoding: 'utf8' }) as string[]
  for (const name of ['', ...names]) {
    const path = join(data, name)
    chmodSync(path, lstatSync(path).isDirectory() ? 0o755 : 0o644)
  }
  const second = await open()
  expect(openToOthers(data)).toEqual([])
  await second.close()
})

test('a folder that was there is narrowed where nothing else lies in it, and only then', async () => {
  mkdirSync(data, { recursive: true })
  chmodSync(data, 0o755)
  await (await open()).close()
  expect(lstatSync(data).mode & 0o777).toBe(0o700)
  chmodSync(data, 0o755)
  writeFileSync(join(data, 'package.json'), '{}')
  await (await open()).close()
  expect(lstatSync(data).mode & 0o777).toBe(0o755)
  // It is open to all on purpose.
  expect(openToOthers(data).map(line => line.split(' ')[0])).toEqual(['', 'package.json'])
})

test('exports, logs, the project’s folder and the registry are their user’s alone', async () => {
  const to = join(folder.path, 'exported.db')
  writeFileSync(to, 'before')
  const file = openExportFile(to, { typed: to, force: true, data: undefined })
  await file.write(
    (async function* () {
      yield Buffer.from('bytes')
    })(),
  )
  expect(openToOthers(folder.path)).toEqual(['exported.db 666'])
  file.finish()
  file.discard()
  const log = openDetachedLog([join(folder.path, 'state', 'logs', 'a.log')], process.pid)
  log.keep()
  keepDataOutOfGit(join(folder.path, 'project', '.ideadunes'))
  registerSandbox(join(folder.path, 'running'), { pid: 42 } as never)
  expect(openToOthers(folder.path)).toEqual([])
})
