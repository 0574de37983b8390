import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

const path = '/v2/schedule/optimizations'

test('a run that waits is ended, and told of as such', async () => {
  const sandbox = await forkSandbox('default')
  const body = { window: { from: '2026-05-25', to: '2026-06-01' } }
  const { id } = (await sandbox.send('POST', path, { body })).json
  sandbox.clock.set(Date.parse('2026-04-15T10:00:00Z'))
  const answer = await sandbox.send('POST', `${path}/${id}/cancel`, { body: {} })
  expect(answer.json).toMatchObject({
    status: 'finished',
    outcome: 'cancelled',
    score: null,
    progress: 0,
    finished_at: '2026-04-15T10:00:00Z',
    revision: 2,
  })
  const again = await sandbox.send('POST', `${path}/${id}/cancel`, { body: {} })
  expect(again.json).toEqual(answer.json)
  expect(await sandbox.eventTypes()).toEqual([
    'schedule.optimization_started',
    'schedule.optimization_finished',
  ])
  // Nothing was found, so nothing moves.
  const committed = await sandbox.send('POST', `${path}/${id}/commit`, { body: {} })
  expect(committed.json).toMatchObject({ status: 'committed', changes: 0 })
})
