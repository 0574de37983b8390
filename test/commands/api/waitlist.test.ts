import { expect, test } from 'vitest'
import { scriptedApi } from '../../client/scripted-api.ts'
import { registeredSandbox } from '../registered-sandbox.ts'
import { runCli } from '../run-cli.ts'

const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/.source

test('on a terminal: who has an offer and until when, who is next, and what the offer holds', async () => {
  await using sandbox = await registeredSandbox()
  const type = (line: string, tty = true) => runCli(line.split(' '), { tty, env: sandbox.env })
  const { stdout } = await type('waitlist list')
  const offer = new RegExp(`^ {12}(${instant}) with res_dr_asha, until (${instant})$`, 'm').exec(stdout)
  expect(stdout.replace(offer?.[0] ?? '', '…')).toBe(
    [
      'svc_checkup_20',
      '  offered   wl_priya_01  cust_priya_01',
      '…',
      '  next      wl_arjun_01  cust_arjun_02',
      '',
    ].join('\n'),
  )
  const [, start = '', until] = offer ?? []
  const from = `--from ${start} --to ${new Date(Date.parse(start) + 3_600_000).toISOString()}`
  const slots = await type(`availability slots --service-id svc_checkup_20 ${from}`)
  expect(slots.stdout).toMatch(
    new RegExp(
      `Held by offers of the waitlist\n {2}.* 10:00 {2}res_dr_asha {2}svc_checkup_20 for wl_priya_01, until ${until}\n`,
    ),
  )
  const piped = await type('waitlist list --order turn', false)
  expect(piped.stdout.split('\n')[0]).toMatch(/^wl_priya_01\toffered\tsvc_checkup_20\t/)
  expect(sandbox.bugs).toEqual([])
})

test('who waits comes in the order of offers, whatever the order of the answer; over all pages together', async () => {
  const entry = (id: string, priority: number, created_at: string, status = 'waiting') => ({
    ...{ id, priority, created_at, status, service_id: 'svc_a', customer_id: 'cust_a', offer: null },
  })
  const page = (data: object[], next_cursor: string | null) => ({
    status: 200,
    json: { data, has_more: next_cursor !== null, next_cursor, prev_cursor: null },
  })
  await using api = await scriptedApi(
    page([entry('wl_late', 0, '2026-04-15T09:02:00Z'), entry('wl_old', 0, '2026-04-15T09:00:00Z')], 'more'),
    page(
      [entry('wl_gone', 9, '2026-04-14T09:00:00Z', 'removed'), entry('wl_dear', 2, '2026-04-15T09:03:00Z')],
      null,
    ),
  )
  const env = { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' }
  const { stdout } = await runCli(['waitlist', 'list', '--all'], { tty: true, env })
  expect(`\n${stdout}`).toBe(`
svc_a
  next      wl_dear  cust_a  priority 2
  2.        wl_old  cust_a
  3.        wl_late  cust_a
  removed   wl_gone  cust_a  priority 9
`)
})
