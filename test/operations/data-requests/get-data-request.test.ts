import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

test('says what was done, and how late it is', async () => {
  const sandbox = await forkSandbox('default')
  const get = async () => (await sandbox.send('GET', '/v2/data_requests/dsr_access_01')).json
  sandbox.clock.set(Date.parse('2026-05-13T19:29:59Z'))
  expect(await get()).toMatchObject({ overdue_seconds: 3600, export_available: false, status: 'open' })
  await sandbox.send('POST', '/v2/data_requests/dsr_access_01/resolve', { body: { outcome: 'fulfilled' } })
  expect(await get()).toMatchObject({
    overdue_seconds: 0,
    export_available: true,
    status: 'fulfilled',
    resolution: { outcome: 'fulfilled', ground: null, at: '2026-05-13T19:29:59Z' },
    steps: [
      { name: 'received', at: '2026-04-13T05:00:00Z' },
      { name: 'export_built', at: '2026-05-13T19:29:59Z' },
    ],
  })
})
