import { execFileSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setInEnvFile } from '../../commands/listen/env-file.ts'
import { openDetachedLog } from '../../commands/sandbox/detached-log.ts'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { registerSandbox } from '../../src/profiles/running-sandboxes.ts'
import { runCli, temporaryFolder } from '../commands/run-cli.ts'

let folder: ReturnType<typeof temporaryFolder>
let project: string
let data: string
let outside: string
beforeEach(() => {
  folder = temporaryFolder()
  ;[project, outside] = [join(folder.path, 'clone'), join(folder.path, 'outside')]
  data = join(project, '.ideadunes')
  for (const path of [data, join(outside, '.tmp', 'save')]) mkdirSync(path, { recursive: true })
  writeFileSync(join(project, 'package.json'), '{}')
  writeFileSync(join(outside, 'victim'), 'precious')
  writeFileSync(join(outside, 'victim.db'), 'precious')
  writeFileSync(join(outside, '.tmp', 'save', 'victim'), 'precious')
})
afterEach(() => {
  expect(contentsOf(outside)).toEqual([
    ['.tmp/save/victim', 'precious'],
    ['victim', 'precious'],
    ['victim.db', 'precious'],
  ])
  folder[Symbol.dispose]()
})

const contentsOf = (path: string) =>
  (readdirSync(path, { recursive: true, encoding: 'utf8' }) as string[])
    .filter(name => lstatSync(join(path, name)).isFile())
    .sort()
    .map(name => [name, readFileSync(join(path, name), 'utf8')])
const victim = () => join(outside, 'victim')
const open = (at = data) => openFleet({ data: at, allowLiveKeys: false, reportBug: () => {} })
const start = (...flags: string[]) =>
  runCli(['sandbox', 'start', '--port', '0', ...flags], {
    context: { place: { cwd: project, home: folder.path, platform: 'linux', env: {} } },
  })
const at = (name: string) => {
  const path = join(data, name)
  mkdirSync(join(path, '..'), { recursive: true })
  return path
}

const files = [
  'lock',
  'lock-journal',
  'lock-wal',
  'host.json',
  'host.json.tmp',
  'sandbox.db',
  'sandbox.db-wal',
  'sandbox.db-shm',
  'sandbox.db-journal',
  'sandbox.log',
  'sandbox.log.1',
  'HOST.JSON',
  'forks/fork_0123456789ab.db',
  'forks/fork_0123456789ab.db-wal',
  'snapshots/base.db',
  'snapshots/base.db-journal',
]

type Kind = readonly [what: string, make: (path: string) => void]
const kinds: readonly Kind[] = [
  ['a link', path => symlinkSync(victim(), path)],
  ['a link to nothing', path => symlinkSync(join(outside, 'new'), path)],
  ['a link to a folder', path => symlinkSync(outside, path)],
  ['a second name', path => linkSync(victim(), path)],
  ['a pipe', path => void execFileSync('/usr/bin/mkfifo', [path])],
  ['a folder', path => mkdirSync(path)],
]

describe.each(kinds)('%s in a data folder', (_, make) => {
  test.each(files)('in the place of %s is refused by its name', async name => {
    make(at(name))
    const refusal = {
      kind: 'usage',
      code: 'data_not_plain',
      message: expect.stringContaining(join(data, name)),
      hint: expect.stringMatching(/remove it, or start on another folder with --data PATH/),
    }
    await expect(open()).rejects.toMatchObject(refusal)
    await expect(open()).rejects.toMatchObject(refusal)
  })
})

describe.each(['forks', 'snapshots', 'snapshots/.tmp'])('%s', name => {
  test.each(kinds.slice(0, 5))('in whose place is %s is refused', async (_, make) => {
    make(at(name))
    await expect(open()).rejects.toMatchObject({
      code: 'data_not_plain',
      message: expect.stringContaining(join(data, name)),
    })
  })
})

test.each([
  ['start', []],
  ['start in the background', ['--detach']],
])('%s writes nothing through a folder that is a link', async (_, flags) => {
  for (const target of [outside, join(outside, 'new')]) {
    const clone = join(project, '.ideadunes')
    rmSync(clone, { recursive: true, force: true })
    symlinkSync(target, clone)
    const { code, stderr } = await start(...flags)
    expect([code, stderr]).toEqual([2, expect.stringContaining(`is a link to ${target}`)])
    expect(stderr).toContain(`--data ${target}`)
    await expect(open()).rejects.toMatchObject({ code: 'data_not_plain', field: '--data' })
    await expect(open(`${clone}/`)).rejects.toMatchObject({ code: 'data_not_plain' })
  }
})

test('a start in the background writes no log where an entry leads elsewhere', async () => {
  symlinkSync(outside, at('snapshots'))
  const { code, stderr } = await start('--detach')
  expect([code, stderr]).toEqual([2, expect.stringContaining('snapshots is a link to')])
  expect(readdirSync(data)).toEqual(['snapshots'])
})

test('a folder that a person names may be a link of theirs, which is followed once', async () => {
  const real = join(folder.path, 'disk')
  const link = join(folder.path, 'link')
  mkdirSync(real)
  symlinkSync(real, link)
  const asked: string[] = []
  await runCli(['sandbox', 'start', '--data', link], {
    context: {
      serveSandbox: async options => {
        asked.push(options.data)
        throw new Error('This test starts nothing.')
      },
    },
  })
  expect(asked).toEqual([realpathSync(real)])
})

test('entries of other names are nobody’s, and stay as they are', async () => {
  symlinkSync(victim(), at('notes'))
  linkSync(victim(), at('copy.txt'))
  mkdirSync(at('snapshots/more'))
  const fleet = await open()
  await fleet.close()
  expect(readFileSync(join(data, 'notes'), 'utf8')).toBe('precious')
})

describe('a record that names a fork by a path', () => {
  test.each(['../../outside/victim', '/etc/passwd', 'fork_1/../../x', '', 'main', 'fork_..', 'fork_a\0b'])(
    '%j is refused, and nothing is removed',
    async id => {
      const gone = '2020-01-01T00:00:00.000Z'
      const forks = [{ id, name: null, created_at: gone, expires_at: gone }]
      writeFileSync(
        at('host.json'),
        JSON.stringify({ version: 1, port: null, running: null, keys: [], forks }),
      )
      await expect(open()).rejects.toMatchObject({ code: 'host_file_damaged' })
    },
  )
})

test('what interrupted runs left is removed, and what it leads to is not', async () => {
  await (await open()).close()
  mkdirSync(at('snapshots/.tmp/x'), { recursive: true })
  symlinkSync(outside, at('snapshots/.tmp/x/link'))
  linkSync(victim(), at('snapshots/.tmp/x/snapshot.db'))
  writeFileSync(at('host.json.tmp'), '{')
  symlinkSync(victim(), at('.draft-0123456789abcdef'))
  await (await open()).close()
  expect(readdirSync(data).sort()).toEqual(['host.json', 'lock', 'sandbox.db', 'snapshots'])
  expect(readdirSync(join(data, 'snapshots'))).toEqual([])
})

describe('files that commands write', () => {
  test('a log is made where nothing is, whatever the names around it', () => {
    for (const name of ['sandbox.log', 'sandbox.log.1', `sandbox.log.${process.pid}`])
      symlinkSync(victim(), at(name))
    const log = openDetachedLog([at('sandbox.log')], process.pid)
    expect(log.path).toBe(at('sandbox.log'))
    log.keep()
    expect(lstatSync(at('sandbox.log')).isFile()).toBe(true)
  })

  test('an entry of the registry takes the place of a link, and of none beside it', () => {
    const running = join(folder.path, 'running')
    mkdirSync(running)
    for (const name of ['42.json', '42.json.tmp']) symlinkSync(victim(), join(running, name))
    registerSandbox(running, { pid: 42, base_url: 'http://127.0.0.1:1' } as never)
    expect(lstatSync(join(running, '42.json')).isFile()).toBe(true)
  })

  test('an env file is no way out of its folder, and not waited for', () => {
    const link = join(project, '.env')
    symlinkSync(victim(), link)
    expect(() => setInEnvFile(link, 'SECRET', 'x')).toThrow(/is a link to .*victim, outside of its folder/)
    const dangling = join(project, '.env.local')
    symlinkSync(join(outside, 'new'), dangling)
    setInEnvFile(dangling, 'SECRET', 'x')
    expect(lstatSync(dangling).isFile()).toBe(true)
    expect(existsSync(join(outside, 'new'))).toBe(false)
  })
})
