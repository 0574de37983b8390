import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  findRunningSandbox,
  isProcessAlive,
  listRunningSandboxes,
  type RunningSandbox,
  registerSandbox,
} from '../../src/profiles/running-sandboxes.ts'
import { temporaryFolder } from '../commands/run-cli.ts'

function sandbox(pid: number, minute: number, project: string | null = null): RunningSandbox {
  return {
    pid,
    base_url: `http://127.0.0.1:${pid}`,
    project,
    data: ':memory:',
    secret_key: 'sk_test_a',
    tenant: 'tnt_clinic',
    started_at: `2026-04-15T09:0${minute}:00.000Z`,
  }
}

const alive = () => true

test('an entry is readable by its user only, and removed again', () => {
  using folder = temporaryFolder()
  const running = join(folder.path, 'running')
  const remove = registerSandbox(running, sandbox(11, 0))
  expect(statSync(join(running, '11.json')).mode & 0o777).toBe(0o600)
  expect(statSync(running).mode & 0o777).toBe(0o700)
  expect(listRunningSandboxes(running, alive)).toEqual([sandbox(11, 0)])
  remove()
  remove()
  expect(readdirSync(running)).toEqual([])
})

test('the newest goes first; processes that are gone are forgotten', () => {
  using folder = temporaryFolder()
  for (const [pid, minute] of [
    [11, 1],
    [12, 3],
    [13, 2],
  ] as const)
    registerSandbox(folder.path, sandbox(pid, minute))
  expect(listRunningSandboxes(folder.path, pid => pid !== 12).map(({ pid }) => pid)).toEqual([13, 11])
  expect(readdirSync(folder.path)).toEqual(['11.json', '13.json'])
})

test('what is damaged or foreign is passed over', () => {
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, '11.json'), '{"pid":')
  writeFileSync(join(folder.path, '12.json'), '{}')
  writeFileSync(join(folder.path, 'notes.txt'), 'x')
  expect(listRunningSandboxes(folder.path, alive)).toEqual([])
  expect(listRunningSandboxes(join(folder.path, 'missing'), alive)).toEqual([])
})

test("a project's own sandbox goes before a newer one; without one the newest is taken", () => {
  using folder = temporaryFolder()
  registerSandbox(folder.path, sandbox(11, 1, '/shop'))
  registerSandbox(folder.path, sandbox(12, 2, '/other'))
  registerSandbox(folder.path, sandbox(13, 0, '/shop'))
  expect(findRunningSandbox(folder.path, '/shop', alive)?.pid).toBe(11)
  expect(findRunningSandbox(folder.path, '/new', alive)?.pid).toBe(12)
  expect(findRunningSandbox(folder.path, '/shop', () => false)).toBeUndefined()
})

test('this process is alive, one that cannot exist is not', () => {
  expect([isProcessAlive(process.pid), isProcessAlive(2 ** 22 + 1)]).toEqual([true, false])
})
