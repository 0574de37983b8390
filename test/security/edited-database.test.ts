import { join } from 'node:path'
import Connection from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFleet } from '../../emulator/fleet/open-fleet.ts'
import { temporaryFolder } from '../store/dialects.ts'
import { setting } from './snapshot-changes.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

test.each([
  ['a clock of null', setting('clock', null)],
  ['a clock at 1e300', setting('clock', { mode: 'frozen', atMs: 1e300 })],
  ['no seed', `delete from sandbox_settings where name = 'seed'`],
])('a data folder whose database has %s is refused at the start by its name', async (_, change) => {
  const bugs: unknown[] = []
  const start = () =>
    openFleet({ data: folder.path, allowLiveKeys: false, reportBug: error => bugs.push(error) })
  await (await start()).close()
  const edit = (sql: string) => new Connection(join(folder.path, 'sandbox.db')).exec(sql).close()
  edit(change)
  await expect(start()).rejects.toMatchObject({
    code: 'database_damaged',
    message: expect.stringContaining(folder.path),
  })
  // The refusal has let go of the folder.
  edit(`${setting('clock', { mode: 'real' })}; ${setting('seed', 'x')}`)
  await (await start()).close()
  expect(bugs).toEqual([])
})
