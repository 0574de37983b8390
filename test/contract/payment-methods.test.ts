import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testPaymentMethods } from '../../src/contract/test-payment-methods.ts'

test('docs/payments.md lists every test payment method as the table has it, and no other', () => {
  const text = readFileSync(new URL('../../docs/payments.md', import.meta.url), 'utf8')
  const rows = Object.entries(testPaymentMethods).map(
    ([id, { brand, last4, summary }]) => `| \`${id}\` | ${brand} ${last4} | ${summary} |`,
  )
  expect(text.split('\n').filter(line => line.startsWith('| `pm_'))).toEqual(rows)
})
