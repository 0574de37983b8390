import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

test.each([
  [
    '20.20.2',
    1,
    /^The tests need Node 22 or newer, and this is v20\.20\.2: run `npm ci` .*`npx vitest`[^\n]*\n$/,
  ],
  ['22.0.0', 0, /^$/],
])('vitest on Node %s ends with %i', (version, code, words) => {
  const pretend = `
    Object.defineProperty(process.versions, 'node', { value: '${version}' })
    Object.defineProperty(process, 'version', { value: 'v${version}' })
    await import('./vitest.config.ts')`
  const args = ['--no-warnings', '--input-type=module', '--eval', pretend]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: `${import.meta.dirname}/../..`,
    encoding: 'utf8',
  })
  expect([status, stdout, stderr]).toEqual([code, '', expect.stringMatching(words)])
})
