import { expect, test } from 'vitest'
import type { CommandIndex } from '../../../src/contract/commands/command-index.ts'
import { type Step, scriptedApi } from '../../client/scripted-api.ts'
import { type RunOptions, runCli } from '../run-cli.ts'

/** A command that the contract does not have yet. */
const index: CommandIndex = {
  'reports:export': {
    id: 'downloadReport',
    method: 'GET',
    path: '/v2/reports/{report_id}/export',
    summary: 'Download a report',
    flags: {},
    file: 'application/zip',
    columns: [],
  },
}

const content = Buffer.from(Array.from({ length: 256 }, (_, at) => at))
const zip: Step = { status: 200, headers: { 'content-type': 'application/zip' }, text: content }
const calendar: Step = {
  status: 200,
  headers: { 'content-type': 'text/calendar; charset=utf-8; method=PUBLISH' },
  text: 'BEGIN:VCALENDAR\r\nSUMMARY:Für Priya\r\n',
}

async function run(step: Step, argv: readonly string[], options: RunOptions = {}) {
  await using api = await scriptedApi(step)
  const chunks: Buffer[] = []
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
  const onStdout = (_text: string, bytes: Buffer) => void chunks.push(bytes)
  const ended = await runCli(argv, { index, env, onStdout, ...options })
  return { ...ended, bytes: Buffer.concat(chunks), seen: api.seen }
}

test('bytes go into a file or pipe as they are', async () => {
  const { bytes, stderr, code, seen } = await run(zip, ['reports', 'export', 'rep_1'])
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  expect(bytes.equals(content)).toBe(true)
  expect(seen[0]?.headers.accept).toBe('application/zip, application/json')
})

test('bytes never go to a terminal, and nothing is asked for in vain', async () => {
  const { stdout, stderr, code, seen } = await run(zip, ['reports', 'export', 'rep_1'], { tty: true })
  expect({ stdout, code, seen }).toEqual({ stdout: '', code: 2, seen: [] })
  expect(stderr).toContain('The answer is a ZIP file, which a terminal cannot show')
  expect(stderr).toContain('> rep_1.zip')
})

test.each([true, false])('--json holds bytes as base64, on a terminal (%s) too', async tty => {
  const { stdout, code } = await run(zip, ['reports', 'export', 'rep_1', '--json'], { tty })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({ media_type: 'application/zip', base64: content.toString('base64') })
})

test.each([true, false])('text goes out as it is, to a terminal (%s) too', async tty => {
  const { stdout, stderr, code, seen } = await run(calendar, ['bookings', 'ics', 'bk_1'], { tty })
  expect({ stdout, stderr, code }).toEqual({ stdout: calendar.text, stderr: '', code: 0 })
  expect(seen[0]?.headers.accept).toBe('text/calendar, application/json')
})

test('--json holds text as a string', async () => {
  const { stdout } = await run(calendar, ['bookings', 'ics', 'bk_1', '--json'])
  expect(JSON.parse(stdout)).toBe(calendar.text)
})

test.each([
  ['a page of somebody else', { status: 200, text: '<html></html>' }],
  ['another file', calendar],
  ['JSON', { status: 200, json: {} }],
] satisfies [string, Step][])('%s is not taken for the file', async (_, step) => {
  const { stdout, stderr, code } = await run(step, ['reports', 'export', 'rep_1'])
  expect({ stdout, code }).toEqual({ stdout: '', code: 3 })
  expect(stderr).toContain('not as the IdeaDunes API does')
})
