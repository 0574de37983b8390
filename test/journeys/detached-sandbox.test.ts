import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isProcessAlive } from '../../src/profiles/running-sandboxes.ts'
import { startCli } from './built-cli.ts'
import { makePlace, type Place } from './running-sandbox.ts'

let place: Place
let data: string
beforeEach(() => {
  place = makePlace()
  data = join(place.folder, 'data')
})
afterEach(async () => {
  // Nothing else ends what a failed test has left running.
  await place.run('sandbox', 'stop')
  place.remove()
})

const detach = (...flags: string[]) =>
  startCli(['sandbox', 'start', '--detach', '--data', data, ...flags], place.env)

test('a detached sandbox outlives its start, is found, found again, and stopped', async () => {
  const started = await detach('--port', '0', '--json').ended
  expect(started).toMatchObject({ code: 0, stderr: '' })
  const state = JSON.parse(started.stdout)
  expect(state).toMatchObject({ status: 'started', recovered: false, log: join(data, 'sandbox.log') })
  expect((await fetch(`${state.base_url}/_sandbox/health`)).status).toBe(200)
  const status = await place.run('sandbox', 'status', '--json')
  expect(JSON.parse(status.stdout)).toMatchObject({ pid: state.pid, log: state.log })
  const again = await place.run('sandbox', 'start', '--detach', '--data', data, '--json')
  expect(JSON.parse(again.stdout)).toMatchObject({ status: 'already_running', pid: state.pid })
  // What stands in its way is told as by a start in the foreground.
  const refused = await detach('--port', '1', '--json').ended
  expect([refused.code, JSON.parse(refused.stdout).error]).toMatchObject([
    2,
    { code: 'data_in_use', kind: 'usage', hint: expect.stringContaining(state.base_url) },
  ])
  expect(readdirSync(data).filter(name => name.startsWith('sandbox.log'))).toEqual(['sandbox.log'])
  expect((await place.run('sandbox', 'stop')).stdout).toBe(`Stopped ${state.base_url}\n`)
  await gone(state.pid)
  const log = readFileSync(state.log, 'utf8')
  expect(log).toMatch(/^Ready on /)
  expect(log).toMatch(/Stopped\.\n$/)
  expect(existsSync(join(data, 'sandbox.db'))).toBe(true)
})

test('Ctrl-C while it is waited for ends it as well', async () => {
  const { child, ended } = detach('--port', '0')
  // Once the other process is there it has the data, and may be ready at any moment.
  await until(() => existsSync(join(data, 'host.json')))
  const { pid } = JSON.parse(readFileSync(join(data, 'host.json'), 'utf8')).running
  child.kill('SIGINT')
  const { code, stdout } = await ended
  if (code === 0) {
    // It was ready before the signal came: a detached sandbox, which is stopped as any other.
    expect(stdout).toContain('Ready on ')
    await place.run('sandbox', 'stop')
  } else {
    expect([code, stdout]).toEqual([130, ''])
  }
  await gone(pid)
})

const gone = (pid: number) => until(() => !isProcessAlive(pid))

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(done => setTimeout(done, 5))
}
