import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { asFailure } from '../../src/failure/as-failure.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

let folder: ReturnType<typeof temporaryFolder>
let data: string
beforeEach(async () => {
  folder = temporaryFolder()
  data = join(folder.path, 'data')
  await (await open()).close()
})
afterEach(() => folder[Symbol.dispose]())

const open = () => openFleet({ data, allowLiveKeys: false, reportBug: () => {} })
const edit = (sql: string) => (path: string) => {
  const connection = new Connection(path)
  connection.exec(sql)
  connection.close()
}
const garbage = (path: string) => writeFileSync(path, 'garbage '.repeat(1000))

type Damage = readonly [
  file: string,
  what: string,
  code: string,
  hint: RegExp,
  damage: (path: string) => void,
]
const damages: readonly Damage[] = [
  ['lock', 'garbage', 'lock_damaged', /^Delete the file/, garbage],
  ['lock', 'a few bytes', 'lock_damaged', /^Delete the file/, path => writeFileSync(path, 'pid 42')],
  [
    'lock',
    'a text with a page',
    'lock_damaged',
    /^Delete the file/,
    path => writeFileSync(path, '\0'.repeat(4096)),
  ],
  ['host.json', 'garbage', 'host_file_damaged', /Delete the file/, garbage],
  [
    'host.json',
    'bytes',
    'host_file_damaged',
    /Delete the file/,
    path => writeFileSync(path, Buffer.alloc(99, 0xff)),
  ],
  ['sandbox.db', 'garbage', 'database_damaged', /^Move the file away/, garbage],
  ['sandbox.db', 'half of it', 'database_damaged', /^Move the file away/, path => truncateSync(path, 40_000)],
  [
    'sandbox.db',
    'no settings table',
    'database_damaged',
    /^Move the file away/,
    edit('drop table sandbox_settings'),
  ],
  [
    'sandbox.db',
    'a clock that is none',
    'database_damaged',
    /^Move the file away/,
    edit(`insert or replace into sandbox_settings(name, value) values ('clock', '{')`),
  ],
]

test.each(damages)(
  '%s with %s is told by its name and with what to do',
  async (file, _, code, hint, damage) => {
    const path = join(data, file)
    damage(path)
    const bytes = readFileSync(path)
    for (let i = 0; i < 2; i++) {
      const thrown = await open().then(
        () => undefined,
        error => asFailure(error),
      )
      expect(thrown).toMatchObject({ kind: 'usage', code, hint: expect.stringMatching(hint) })
      expect(thrown?.message).toContain(path)
    }
    expect(readFileSync(path).equals(bytes)).toBe(true)
    // What the hint says does help.
    rmSync(path)
    await (await open()).close()
  },
)

const hosts: readonly [what: string, change: object][] = [
  ['a key of an unknown kind', { keys: [{ ...key(), scope: 'root' }] }],
  ['a key of no time', { keys: [{ ...key(), created_at: 'then' }] }],
  ['a run of a text', { running: { pid: 'me', since: '2026-04-20T05:00:00Z' } }],
  ['two forks of one id', { forks: [fork(), fork()] }],
  ['two forks of one name', { forks: [fork(), { ...fork(), id: 'fork_2' }] }],
  ['a fork called main', { forks: [{ ...fork(), name: 'main' }] }],
  ['a fork with a number for a name', { forks: [{ ...fork(), name: 7 }] }],
  ['a fork of no time', { forks: [{ ...fork(), created_at: '' }] }],
  ['a fork that ends at no time', { forks: [{ ...fork(), expires_at: 'soon' }] }],
]

test.each(hosts)('host.json with %s is damaged', async (_, change) => {
  const path = join(data, 'host.json')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }))
  await expect(open()).rejects.toMatchObject({
    kind: 'usage',
    code: 'host_file_damaged',
    message: expect.stringContaining(path),
  })
})

function key() {
  const texts = { hash: 'aa', hint: 'sk_test_…', account_id: 'acct_1', tenant_id: 'tnt_1', sandbox: 'main' }
  return { ...texts, scope: 'secret', created_at: '2026-04-20T05:00:00Z' }
}

function fork() {
  return { id: 'fork_1', name: 'one', created_at: '2026-04-20T05:00:00Z', expires_at: null }
}
