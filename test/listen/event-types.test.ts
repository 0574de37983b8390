import { expect, test } from 'vitest'
import { runCli } from '../commands/run-cli.ts'

test.each([
  ['bookings.made', /^Hint: Types begin with .*booking\., .*; the OpenAPI document has all of them\.$/m],
  ['payment.paid_back_in_full', /^Hint: There are (payment\.\w+(, |\.$))+/m],
  ['booking.creatd', /^Hint: Did you mean booking\.created\?$/m],
])('%s is no event type, and those that there are are told', async (type, hint) => {
  const argv = ['webhooks', 'send', '--type', type, '--to', '1', '--secret', `whsec_${'a'.repeat(32)}`]
  const { code, stderr } = await runCli(argv)
  expect([code, stderr]).toEqual([2, expect.stringMatching(hint)])
})
