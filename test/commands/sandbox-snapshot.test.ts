import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { serveSandbox } from '../../emulator/server/serve.ts'
import type { ServedSandbox } from '../../src/control/served-sandbox.ts'
import { registerSandbox } from '../../src/profiles/running-sandboxes.ts'
import { apiError } from '../client/scripted-api.ts'
import { fakeSandbox } from './fake-sandbox.ts'
import { type RunOptions, runCli, temporaryFolder } from './run-cli.ts'

let served: ServedSandbox
let env: Record<string, string>
const folder = temporaryFolder()
const path = (name: string) => join(folder.path, name)
const bugs: unknown[] = []

beforeAll(async () => {
  served = await serveSandbox({
    port: 0,
    folder: folder.path,
    data: path('data'),
    allowLiveKeys: false,
    version: '0.1.0',
    reportBug: error => bugs.push(error),
  })
  env = { XDG_STATE_HOME: path('state') }
  registerSandbox(join(path('state'), 'ideadunes', 'running'), {
    pid: process.pid,
    base_url: served.baseUrl,
    project: null,
    data: path('data'),
    secret_key: served.keys.secret,
    control_token: served.controlToken,
    tenant: served.tenant,
    started_at: '2026-04-15T09:00:00.000Z',
  })
})
afterAll(async () => {
  await served.close()
  folder[Symbol.dispose]()
  expect(bugs).toEqual([])
})

const run = (line: string, options: RunOptions = {}) => runCli(line.split(' '), { env, ...options })
const snapshot = (line: string, options?: RunOptions) => run(`sandbox snapshot ${line}`, options)
const addCustomer = async (name: string) =>
  JSON.parse((await run(`customers create --name ${name} --json`)).stdout) as { id: string }

beforeEach(async () => {
  await run('sandbox reset --yes')
  await run('sandbox clock freeze 2026-04-15T09:42:11Z')
  await snapshot('save base --force')
})

describe('sandbox snapshot', () => {
  test('save says what it saved and how to get back', async () => {
    const people = await snapshot('save people', { tty: true })
    expect(people).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Saved people \(frozen at 2026-04-15T09:42:11Z, \d+ kB\)\n$/),
      stderr: expect.stringContaining('ideadunes sandbox snapshot restore people'),
    })
    const again = await snapshot('save people')
    expect([again.code, again.stdout]).toEqual([3, ''])
    expect(again.stderr).toMatch(/NAME {2}is taken: there is a snapshot people already/)
    const forced = await snapshot('save people --force --json')
    expect(JSON.parse(forced.stdout)).toMatchObject({
      base_url: served.baseUrl,
      name: 'people',
      sandbox: 'main',
    })
    const odd = await snapshot('save ../x --json')
    expect([odd.code, JSON.parse(odd.stdout).error.code]).toEqual([3, 'validation_failed'])
    expect((await snapshot('save ../x')).stderr).toMatch(
      /NAME {2}must be a name of letters, digits, dots, hyphens and underscores, at most 63/,
    )
    expect((await snapshot('save')).code).toBe(2)
    await snapshot('delete people')
  })

  test('list shows them for people and for scripts', async () => {
    const people = await snapshot('list', { tty: true, columns: 140 })
    expect(people.stdout).toMatch(
      /^name +saved +sandbox +clock +size +version +problem\nbase +20.*main +frozen at 2026/,
    )
    const piped = (await snapshot('list')).stdout.split('\n')[0]?.split('\t')
    expect(piped).toHaveLength(9)
    expect(piped?.slice(0, 1).concat(piped.slice(2, 5))).toEqual([
      'base',
      'main',
      'frozen',
      '2026-04-15T09:42:11Z',
    ])
    expect(JSON.parse((await snapshot('list --json')).stdout).data).toMatchObject([
      { name: 'base', problem: null },
    ])
    await snapshot('delete base')
    const none = await snapshot('list')
    expect([none.stdout, none.stderr]).toEqual([
      '',
      expect.stringContaining('There are no snapshots. Save one'),
    ])
  })

  test('restore asks first, and goes back', async () => {
    const { id } = await addCustomer('Zoe')
    const no = await snapshot('restore base', { tty: true, stdin: 'n\n' })
    expect([no.code, no.stderr]).toEqual([
      130,
      expect.stringContaining(`This replaces all data of ${served.baseUrl} by that of base. Go ahead? (y/N)`),
    ])
    expect((await snapshot('restore base')).code).toBe(2)
    expect((await run(`customers get ${id}`)).code).toBe(0)
    await run('sandbox clock advance 1d')
    const yes = await snapshot('restore base --yes')
    expect(yes).toMatchObject({
      code: 0,
      stdout: `Restored base into ${served.baseUrl}\n`,
      stderr: expect.stringContaining('The clock: frozen at 2026-04-15T09:42:11Z'),
    })
    expect(yes.stderr.match(/Event ids may come again/g)).toHaveLength(1)
    expect((await run(`customers get ${id}`)).code).toBe(3)
    expect(await addCustomer('Zoe')).toMatchObject({ id })
    const json = JSON.parse((await snapshot('restore base --yes --json')).stdout)
    expect(json).toMatchObject({
      base_url: served.baseUrl,
      snapshot: { name: 'base' },
      clock: { mode: 'frozen' },
    })
    const none = await snapshot('restore nope --yes')
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('There is no snapshot nope here')])
  })

  test('is for forks, too', async () => {
    const { keys } = JSON.parse((await run('sandbox fork --name x --json')).stdout)
    await run(`customers create --name Zoe --api-key ${keys.secret}`)
    await snapshot('save of-fork --sandbox x --force')
    expect((await snapshot('diff base --sandbox x')).stdout).toMatch(/^added\tcustomer\t/)
    await snapshot('restore base --yes --sandbox x')
    expect((await snapshot('diff base --sandbox x')).stdout).not.toContain('customer')
    await run('sandbox discard x')
    const made = await run('sandbox fork --name y --from-snapshot of-fork --json')
    const list = await run(`customers list --api-key ${JSON.parse(made.stdout).keys.secret}`)
    expect(list.stdout).toContain('Zoe')
    await run('sandbox discard y')
    await snapshot('delete of-fork')
  })

  test('delete removes one', async () => {
    await snapshot('save gone')
    expect((await snapshot('delete gone')).stdout).toMatch(/^Deleted gone \(frozen at /)
    expect((await snapshot('delete gone')).code).toBe(3)
  })

  test.each(['restore base --yes', 'delete base', 'save base --force'])(
    '%s leaves another project alone',
    async line => {
      await using other = await fakeSandbox([apiError(500, 'internal_error')], '/other')
      const { stderr, code } = await snapshot(line, { env: other.env })
      expect([code, other.seen]).toEqual([2, []])
      expect(stderr).toContain('belongs to /other')
    },
  )
})

describe('sandbox snapshot diff', () => {
  test('speaks to people of objects, by kind', async () => {
    const { id } = await addCustomer('Zoe')
    await run('customers update cust_priya_01 --notes Mornings --json')
    await run('customers update cust_arjun_02 --data {"notes":"in_the_evening","locale":"hi"}')
    await run('sandbox clock freeze 2026-04-16T00:00:00Z')
    const { stdout, code } = await snapshot('diff base', { tty: true })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^customers\n/)
    expect(stdout).toContain(`  + ${id}  Zoe\n`)
    expect(stdout).toContain('  ~ cust_priya_01  notes ')
    expect(stdout).toMatch(/~ cust_arjun_02\n( {6}\S.* -> .*\n){2}/)
    expect(stdout).toMatch(/\n1 added, 0 removed, 2 changed\n/)
    expect(stdout).toMatch(/1 -> \d+ events, 0 -> 3 requests, 0 -> 3 idempotency records/)
    expect(stdout).toMatch(/Clock: frozen at 2026-04-15T09:42:11Z -> frozen at 2026-04-16T00:00:00Z\n$/)
  })

  test('gives scripts one line for each member', async () => {
    const { id } = await addCustomer('Zoe')
    await run('customers update cust_priya_01 --notes Mornings')
    const lines = (await snapshot('diff base')).stdout.trimEnd().split('\n')
    expect(lines).toEqual([
      `added\tcustomer\t${id}\t\t\tZoe`,
      'changed\tcustomer\tcust_priya_01\tnotes\t\tMornings',
      'total\tevents\t\t\t1\t3',
      'total\trequests\t\t\t0\t2',
      'total\tidempotency_records\t\t\t0\t2',
      expect.stringMatching(/^total\tdue_jobs\t\t\t/),
      'total\tclock\t\t\t2026-04-15T09:42:11Z\t2026-04-15T09:42:11Z',
    ])
  })

  test('is one document under --json', async () => {
    const none = JSON.parse((await snapshot('diff base --json')).stdout)
    expect(none).toMatchObject({ changes: [], totals: { added: 0, changed: 0 } })
    await addCustomer('Zoe')
    await snapshot('save later --force')
    const { changes, totals } = JSON.parse((await snapshot('diff base later --json')).stdout)
    expect(changes).toMatchObject([
      { object: 'customer', name: 'Zoe', change: 'added', tenant_id: 'tnt_clinic' },
    ])
    expect(totals).toMatchObject({ added: 1, removed: 0, changed: 0 })
    const back = JSON.parse((await snapshot('diff later base --json')).stdout)
    expect(back.changes).toMatchObject([{ object: 'customer', name: 'Zoe', change: 'removed' }])
    await snapshot('delete later')
  })

  test('tells by its exit code, if asked', async () => {
    const same = [await snapshot('diff base --exit-code'), await snapshot('diff base --exit-code --json')]
    expect(same.map(({ code }) => code)).toEqual([0, 0])
    await addCustomer('Zoe')
    expect((await snapshot('diff base')).code).toBe(0)
    const differs = await snapshot('diff base --exit-code')
    expect(differs).toMatchObject({ code: 7, stderr: '', stdout: expect.stringContaining('Zoe') })
    const json = await snapshot('diff base --exit-code --json')
    expect([json.code, JSON.parse(json.stdout).totals.added]).toEqual([7, 1])
    expect((await snapshot('diff nope --exit-code')).code).toBe(3)
  })

  test('that breaks off is no diff', async () => {
    const change = { object: 'customer', id: 'x', tenant_id: 't', name: null, change: 'added', fields: [] }
    await using sandbox = await fakeSandbox([{ lines: [change], after: 'break off' }])
    const { stderr, code } = await snapshot('diff base', { env: sandbox.env })
    expect([code, stderr]).toEqual([5, expect.stringContaining('(cut_off)')])
    await using other = await fakeSandbox([{ lines: [change], after: 'break off' }])
    const json = await snapshot('diff base --json', { env: other.env })
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      5,
      { changes: [change], error: { code: 'cut_off' } },
    ])
  })

  test('keeps control characters out of the terminal', async () => {
    await run('customers update cust_priya_01 --data {"notes":"\\u001b[31mred"}')
    for (const tty of [true, false]) {
      const { stdout } = await snapshot('diff base', { tty })
      expect(stdout).toContain('red')
      expect(stdout.replaceAll(/[\n\t]/g, '')).not.toMatch(/\p{Cc}/u)
    }
  })
})

describe('sandbox snapshot export and import', () => {
  test('one file that another sandbox takes in', async () => {
    const { id } = await addCustomer('Zoe')
    await snapshot('save fixture --force')
    const wrote = await snapshot(`export fixture ${path('fixture.db')}`)
    expect(wrote).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Wrote fixture to .*fixture\.db \(\d+ kB\)\n$/),
    })
    expect(readdirSync(folder.path).filter(name => name.includes('fixture'))).toEqual(['fixture.db'])
    await snapshot('delete fixture')
    await run('sandbox reset --yes')
    const took = await snapshot(`import ${path('fixture.db')}`)
    expect(took).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Imported fixture \(/) })
    await snapshot('restore fixture --yes')
    expect((await run(`customers get ${id}`)).code).toBe(0)
    const named = await snapshot(`import ${path('fixture.db')} --name theirs --json`)
    expect(JSON.parse(named.stdout)).toMatchObject({ name: 'theirs' })
    const taken = await snapshot(`import ${path('fixture.db')}`)
    expect([taken.code, taken.stderr]).toEqual([3, expect.stringMatching(/--name {2}is taken/)])
    expect((await snapshot(`import ${path('fixture.db')} --force`)).code).toBe(0)
    for (const name of ['fixture', 'theirs']) await snapshot(`delete ${name}`)
  })

  test('export goes nowhere where something is, or where it must not', async () => {
    mkdirSync(path('a-folder'), { recursive: true })
    writeFileSync(path('there.db'), 'mine')
    symlinkSync(path('data'), path('link'))
    const before = readdirSync(path('data'))
    const refused: [file: string, code: string][] = [
      [path('a-folder'), 'is_a_folder'],
      [folder.path, 'is_a_folder'],
      ['.', 'is_a_folder'],
      ['..', 'is_a_folder'],
      ['/', 'is_a_folder'],
      ['-', 'is_a_folder'],
      [`${path('new')}/`, 'is_a_folder'],
      ['/dev/null', 'not_a_file'],
      [path('data/sandbox.db'), 'inside_data'],
      [path('data/new.db'), 'inside_data'],
      [path('data/snapshots/new.db'), 'inside_data'],
      [path('link/new.db'), 'inside_data'],
      [path('nowhere/new.db'), 'cannot_write'],
    ]
    for (const [file, code] of refused) {
      const run = await snapshot(`export base ${file} --force --json`)
      expect([file, run.code, JSON.parse(run.stdout).error.code]).toEqual([file, 2, code])
    }
    expect(readdirSync(path('data'))).toEqual(before)
    const exists = await snapshot(`export base ${path('there.db')}`)
    expect([exists.code, exists.stderr]).toEqual([
      2,
      expect.stringMatching(/is there already \(file_exists\)\n.*--force/),
    ])
    expect(readFileSync(path('there.db'), 'utf8')).toBe('mine')
    expect((await snapshot(`export base ${path('there.db')} --force`)).code).toBe(0)
    expect(readFileSync(path('there.db')).toString('latin1', 0, 15)).toBe('SQLite format 3')
  })

  test('export that fails leaves the file before it', async () => {
    writeFileSync(path('kept.db'), 'mine')
    const none = await snapshot(`export nope ${path('kept.db')} --force`)
    expect([none.code, readFileSync(path('kept.db'), 'utf8')]).toEqual([3, 'mine'])
    const length = { 'content-length': '100' }
    await using broken = await fakeSandbox([{ status: 200, headers: length, text: 'SQLite' }])
    const cut = snapshot(`export base ${path('kept.db')} --force`, { env: broken.env })
    await broken.vanish()
    expect([(await cut).code, readFileSync(path('kept.db'), 'utf8')]).toEqual([5, 'mine'])
    expect(readdirSync(folder.path).filter(name => name.endsWith('.tmp'))).toEqual([])
  })

  test('import refuses what is no snapshot, before it is sent or after it was checked', async () => {
    writeFileSync(path('text.db'), 'no database')
    await snapshot(`export base ${path('half.db')} --force`)
    truncateSync(path('half.db'), 40_960)
    const refused: [file: string, exit: number, message: RegExp][] = [
      [path('absent.db'), 2, /There is no file .*absent\.db \(file_not_found\)/],
      [folder.path, 2, /is no file \(not_a_file\)/],
      [path('text.db'), 2, /is no SQLite database \(not_a_snapshot\)/],
      [path('half.db'), 3, /FILE {2}(is damaged|cannot be read)/],
      [path('data/sandbox.db'), 3, /FILE {2}has a write-ahead log/],
    ]
    for (const [file, exit, message] of refused) {
      const { stdout, stderr, code } = await snapshot(`import ${file} --name bad`)
      expect([file, code, stdout]).toEqual([file, exit, ''])
      expect(stderr).toMatch(message)
    }
    expect((await snapshot('list')).stdout).not.toContain('bad')
    expect(existsSync(path('data/snapshots/bad.db'))).toBe(false)
  })
})
