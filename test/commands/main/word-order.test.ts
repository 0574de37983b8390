import { expect, test } from 'vitest'
import { familiarCommand } from '../../../commands/main/familiar-words.ts'
import { runCli } from '../run-cli.ts'

test.each([
  [['list', 'bookings'], 'bookings list'],
  [['advance', 'clock', 'sandbox', '--by', '1h'], 'sandbox clock advance'],
  [['create', 'bookings', 'svc_1'], 'bookings create'],
  [['plugin', 'link'], 'plugins'],
  // As other tools say it.
  [['trigger', 'booking.confirmed'], 'webhooks send --type booking.confirmed --to 3000/webhooks'],
  [['trigger'], 'webhooks send --type booking.created --to 3000/webhooks'],
  [['fixtures', 'my data.json'], "sandbox seed --file 'my data.json'"],
  [['logs', 'tail'], 'sandbox logs --follow'],
  [['get', '/v2/customers?limit=1'], "api GET '/v2/customers?limit=1'"],
  [['POST', '/v2/customers', '-d', 'name=A'], 'api POST /v2/customers'],
  [['emulators:start'], 'sandbox start'],
  [['mock', 'openapi.json'], 'sandbox start'],
  // As they say it whose mind is in the sandbox.
  [['start'], 'sandbox start'],
  [['status'], 'sandbox status'],
  [['clock', 'advance', '1d'], 'sandbox clock advance'],
  [['snapshot'], 'sandbox snapshot'],
])('%j suggests %s', async (argv, command) => {
  const { code, stderr } = await runCli(argv)
  expect([code, stderr]).toEqual([2, expect.stringContaining(`Did you mean \`ideadunes ${command}\`?`)])
})

test('names that every object has are no commands of other tools', () => {
  expect(['constructor', '__proto__', 'toString'].map(word => familiarCommand([word], []))).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
