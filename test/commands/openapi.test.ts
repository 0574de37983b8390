import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

test('prints the document and nothing else', async () => {
  expect(await runCli(['openapi'])).toEqual({ code: 0, stdout: '{"openapi":"3.1.0"}\n', stderr: '' })
  expect((await runCli(['openapi', '--json'])).stdout).toBe('{"openapi":"3.1.0"}\n')
})

test('writes a file when asked to', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'openapi.json')
  expect(await runCli(['openapi', '--output', file])).toEqual({
    code: 0,
    stdout: '',
    stderr: `Wrote ${file}\n`,
  })
  expect(readFileSync(file, 'utf8')).toBe('{"openapi":"3.1.0"}\n')
})

test('says why a file cannot be written', async () => {
  const { stderr, code } = await runCli(['openapi', '--output', '/nowhere/at/all.json'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('Cannot write /nowhere/at/all.json')])
})
