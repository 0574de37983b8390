import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

const path = '/v2/schedule/optimizations'

test('filters by state and by outcome, newest first', async () => {
  const sandbox = await forkSandbox('default')
  const start = async (window: object) => (await sandbox.send('POST', path, { body: { window } })).json.id
  const queued = await start({ from: '2026-05-25', to: '2026-06-01' })
  sandbox.clock.set(sandbox.clock.now() + 1_000)
  const empty = await start({ from: '2026-06-08', to: '2026-06-09' })
  const cancelled = await start({ from: '2026-05-25', to: '2026-06-01' })
  await sandbox.send('POST', `${path}/${cancelled}/cancel`, { body: {} })
  const ids = async (query: string) =>
    (await sandbox.send('GET', `${path}${query}`)).json.data.map(({ id }: { id: string }) => id)
  expect(await ids('')).toEqual(
    [cancelled, empty, queued, 'opt_may_01'].toSorted(byAge(queued, 'opt_may_01')),
  )
  expect(await ids('?status=queued')).toEqual([queued])
  expect(await ids('?status=finished&outcome=cancelled')).toEqual([cancelled])
  expect(new Set(await ids('?outcome=optimal,cancelled'))).toEqual(new Set([empty, cancelled, 'opt_may_01']))
  expect(await ids('?status=committed')).toEqual([])
})

/** The older ones last; ids order what was made at one instant. */
function byAge(...old: string[]) {
  const age = (id: string) => old.indexOf(id) + 1
  return (a: string, b: string) => age(a) - age(b) || (a < b ? 1 : -1)
}
