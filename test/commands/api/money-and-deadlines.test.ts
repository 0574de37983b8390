import { expect, test } from 'vitest'
import { registeredSandbox } from '../registered-sandbox.ts'
import { runCli } from '../run-cli.ts'

// What has to be seen is seen on a terminal of the usual width.
const narrow = { tty: true, columns: 80 }

test('a booking shows what is paid, what is due and until when; piped it is as the API has it', async () => {
  await using sandbox = await registeredSandbox()
  const show = async (id: string, tty = true) =>
    (await runCli(['bookings', 'get', id], { ...narrow, tty, env: sandbox.env })).stdout
  const awaited = await show('bk_deposit_01')
  expect(awaited).toMatch(/^payment +pay_deposit_01, requires_confirmation$/m)
  expect(awaited).toMatch(/^paid +0 INR$/m)
  expect(awaited).toMatch(/^due +20000 INR, until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/m)
  const paid = await show('bk_paid_01')
  expect(paid).toMatch(/^paid +20000 INR$/m)
  expect(paid).toMatch(/^due +10000 INR$/m)
  expect(await show('bk_01HXYW999')).not.toMatch(/^(paid|due) /m)
  expect(await show('bk_deposit_01', false)).toMatch(/^pay_by\t/m)
})

test('a list of data requests says how late they are', async () => {
  await using sandbox = await registeredSandbox()
  const { stdout } = await runCli(['data-requests', 'list'], { ...narrow, env: sandbox.env })
  expect(stdout).toMatch(/^id +kind +status +overdue_seconds/)
})
