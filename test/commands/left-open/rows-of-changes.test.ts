import { expect, test } from 'vitest'
import { toldIfLeftOpen, toldWithDone } from '../../../commands/connect/left-open.ts'
import { commandOf } from '../../../commands/main/catalogue.ts'
import { unreachable } from '../../../src/client/failures.ts'
import { buildCommandIndex } from '../../../src/contract/commands/command-index.ts'
import { operations } from '../../../src/contract/index.ts'
import { Failure } from '../../../src/failure/failure.ts'
import { scriptedApi } from '../../client/scripted-api.ts'
import { runCli } from '../run-cli.ts'

const deliveries = (ids: readonly string[]) => ({
  status: 200,
  json: {
    data: ids.map(id => ({
      id,
      event_id: `evt_${id}`,
      status: 'failed',
      created_at: '2026-04-15T09:00:00Z',
    })),
    has_more: false,
    next_cursor: null,
  },
})

test('recover, interrupted in between, says how many were delivered, and that the next may have been', async () => {
  const stop = new AbortController()
  await using api = await scriptedApi(
    deliveries(['2', '1']),
    { status: 200, json: { id: 'dlv_3' } },
    'stay silent',
  )
  const timer = setInterval(() => api.seen.length === 3 && stop.abort('SIGINT'), 5)
  const { code, stderr } = await runCli(
    ['webhooks', 'deliveries', 'recover', 'wh_1', '--since', '2026-04-15T08:00:00Z'],
    {
      env: { IDEADUNES_BASE_URL: api.baseUrl, IDEADUNES_API_KEY: 'sk_test_1' },
      context: { signal: stop.signal, interrupted: stop.signal },
    },
  )
  clearInterval(timer)
  expect([code, stderr]).toEqual([
    130,
    'Interrupted; 1 of 2 events were delivered again before, and the next may have been.\n' +
      'Run it again for the rest: it leaves alone what was taken.\n',
  ])
})

test('what is refused in between keeps its own hint', () => {
  const refused = new Failure('api', 'not_found', 'There is no such delivery', { hint: 'Look again.' })
  expect(toldWithDone(refused, '1 was sent before', 'Name the others.')).toMatchObject({
    kind: 'api',
    message: 'There is no such delivery; 1 was sent before',
    hint: 'Look again. Name the others.',
  })
})

test('where nothing can have arrived, it says why, and no more', async () => {
  const contract = { index: () => buildCommandIndex(operations) }
  const command = await commandOf('sandbox:fork', contract)
  if (command === undefined) throw new Error('there is no such command')
  const never = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
  const left = { idempotency_key: null, may_have_happened: false }
  const failure = unreachable(never, new URL('http://127.0.0.1:1'), left)
  expect(
    toldIfLeftOpen(failure, command, { args: {}, repeated: [], flags: {}, json: false }, {} as never),
  ).toBe(failure)
})
