import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FleetRecord, readHostFile, writeHostFile } from '../../emulator/fleet/host-file.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

const record: FleetRecord = {
  version: 1,
  port: 14_400,
  running: { pid: 42, since: '2026-04-15T09:42:11.000Z' },
  keys: [
    {
      hash: 'aa',
      hint: 'sk_test_…p7dc',
      scope: 'secret',
      account_id: 'acct_ideadunes',
      tenant_id: 'tnt_clinic',
      sandbox: 'main',
      created_at: '2026-04-15T09:42:11.000Z',
    },
  ],
  forks: [{ id: 'fork_1', name: null, created_at: '2026-04-15T09:42:11.000Z', expires_at: null }],
}

let folder: ReturnType<typeof temporaryFolder>
let path: string
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder.path, 'host.json')
})
afterEach(() => folder[Symbol.dispose]())

test('what was written is read, and only its user can read it', () => {
  writeHostFile(path, record)
  expect(readHostFile(path)).toEqual(record)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder.path)).toEqual(['host.json'])
})

test('there is none before the first run', () => {
  expect(readHostFile(path)).toBeUndefined()
})

test('a run that ended in the middle of writing leaves the record before', () => {
  writeHostFile(path, record)
  writeFileSync(join(folder.path, '.draft-0123456789abcdef'), '{"version":1,"po')
  expect(readHostFile(path)).toEqual(record)
  writeHostFile(path, { ...record, port: 4332 })
  expect([readHostFile(path)?.port, readdirSync(folder.path)]).toEqual([
    4332,
    ['.draft-0123456789abcdef', 'host.json'],
  ])
})

const damages: [what: string, text: string, reason: RegExp][] = [
  ['is empty', '', /Unexpected end of JSON input/],
  ['breaks off', '{"version":1,', /JSON/],
  ['holds a list', '[]', /its version is undefined/],
  ['holds nothing', 'null', /it holds no record/],
  ['is of a newer release', JSON.stringify({ ...record, version: 2 }), /its version is 2; .* version 1/],
  ['has a port that is none', JSON.stringify({ ...record, port: 70_000 }), /port is none/],
  ['has a port of text', JSON.stringify({ ...record, port: '4332' }), /port is none/],
  ['has a process that is none', JSON.stringify({ ...record, running: true }), /running is no process/],
  ['has no keys', JSON.stringify({ ...record, keys: undefined }), /keys are no list/],
  ['has a key without a hash', JSON.stringify({ ...record, keys: [{ hint: 'sk' }] }), /keys are no list/],
  ['has a fork without an id', JSON.stringify({ ...record, forks: [{}] }), /forks are no list/],
]

test.each(damages)('one that %s is told as damaged, with a way out, and left as it is', (_, text, reason) => {
  writeFileSync(path, text)
  let failure: unknown
  try {
    readHostFile(path)
  } catch (thrown) {
    failure = thrown
  }
  expect(failure).toMatchObject({
    kind: 'usage',
    code: 'host_file_damaged',
    message: expect.stringMatching(reason),
  })
  expect(failure).toMatchObject({ hint: expect.stringContaining('Delete the file') })
  expect((failure as Error).message).toContain(path)
  expect(readFileSync(path, 'utf8')).toBe(text)
})

test('one that cannot be read at all is told too', () => {
  mkdirSync(path)
  expect(() => readHostFile(path)).toThrow(/cannot be read/)
})
