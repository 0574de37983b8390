import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadStream } from 'node:tty'
import { expect, test } from 'vitest'
import { openTerminal } from '../../../src/output/terminal.ts'
import { scriptedApi } from '../../client/scripted-api.ts'
import { fakeSandbox } from '../fake-sandbox.ts'
import { runCli, temporaryFolder } from '../run-cli.ts'

const latin1 = Buffer.from('{"name":"Zoë"}', 'latin1')

test.each([
  'customers create --data @FILE',
  'webhooks send --to 1 --secret SECRET --data @FILE',
  'sandbox seed --file FILE --yes',
])('%s of a file that is no UTF-8 sends nothing', async line => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'data.json')
  writeFileSync(file, latin1)
  await using api = await scriptedApi({ status: 201, json: { id: 'cust_1' } })
  await using sandbox = await fakeSandbox([{ status: 200, json: {} }])
  const words = line
    .replace('FILE', file)
    .replace('SECRET', `whsec_${'a'.repeat(32)}`)
    .split(' ')
  const env = line.startsWith('sandbox')
    ? sandbox.env
    : { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
  const { code, stderr } = await runCli(words, { env })
  expect([code, stderr]).toEqual([2, expect.stringContaining(`Cannot read ${file}: it is not UTF-8`)])
  expect([api.seen, sandbox.seen]).toEqual([[], []])
})

test.each(['file', 'stdin'])(
  'a byte order mark at the beginning of a %s is no part of its text',
  async source => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'data.json')
    const text = '\ufeff{"name":"Zoë \ufeff"}'
    writeFileSync(file, text)
    await using api = await scriptedApi({ status: 201, json: { id: 'cust_1' } })
    const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
    const data = source === 'file' ? `@${file}` : '-'
    const stdin = Object.assign(Readable.from([Buffer.from(text)]), { isTTY: false }) as unknown as ReadStream
    const streams = { stdout: process.stdout, stderr: process.stderr, stdin }
    const typed = source === 'file' ? '' : await openTerminal(streams, {}, () => undefined).stdin.readText()
    const { code } = await runCli(['customers', 'create', '--data', data], { env, stdin: typed })
    expect([code, JSON.parse(api.seen[0]?.body ?? 'null')]).toEqual([0, { name: 'Zoë \ufeff' }])
  },
)

test('stdin that is no UTF-8 is refused too', async () => {
  const stream = () => Object.assign(Readable.from([latin1]), { isTTY: false }) as unknown as ReadStream
  const streams = { stdout: process.stdout, stderr: process.stderr, stdin: stream() }
  await expect(openTerminal(streams, {}, () => undefined).stdin.readText()).rejects.toMatchObject({
    kind: 'usage',
    message: 'Cannot read stdin: it is not UTF-8; save it in that encoding',
  })
})
