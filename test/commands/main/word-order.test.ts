import { expect, test } from 'vitest'
import { runCli } from '../run-cli.ts'

test.each([
  [['list', 'bookings'], 'bookings list'],
  [['advance', 'clock', 'sandbox', '--by', '1h'], 'sandbox clock advance'],
  [['create', 'bookings', 'svc_1'], 'bookings create'],
  [['plugin', 'link'], 'plugins'],
])('%j suggests %s', async (argv, command) => {
  const { code, stderr } = await runCli(argv)
  expect([code, stderr]).toEqual([2, expect.stringContaining(`Did you mean \`ideadunes ${command}\`?`)])
})
