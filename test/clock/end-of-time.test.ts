import { expect, test } from 'vitest'
import { insertJobs, pendingJobs } from '../../emulator/store/due-jobs.ts'
import { startSandbox } from '../../emulator/testing/index.ts'
import { forkSandbox } from '../world/sandbox.ts'

test('what would be due behind the year 9999 never is: its text stands before all others', async () => {
  const { sandbox } = await forkSandbox()
  const { count } = await sandbox.store.read(pendingJobs)
  const job = {
    kind: 'booking.reminder',
    tenant_id: 'tnt_clinic',
    object_id: 'bk_pending_01',
    data: '{"offset":60}',
  }
  const dues = ['9999-12-31T23:59:59.000Z', '+010000-01-01T00:00:00.000Z']
  const rows = dues.map((due_at, at) => ({ ...job, number: 1e6 + at, due_at }))
  await sandbox.store.write(trx => insertJobs(trx, rows))
  expect((await sandbox.store.read(pendingJobs)).count).toBe(count + 1)
})

test('a sandbox at the end of time works as any other, and comes to no end of reviews', async () => {
  await using sandbox = await startSandbox({ clock: '9989-12-31T23:59:59Z' })
  await sandbox.client.call('updateTenant', { body: { access_review_days: 3650 } })
  const { data: hold } = await sandbox.client.call('createHold', {
    body: { service_id: 'svc_consult_30', start_at: '9990-01-02T05:00:00Z' },
  })
  expect(hold.expires_at).toBe('9990-01-01T00:04:59Z')
  await sandbox.clock.set('9989-12-31T23:59:59Z')
  await expect(sandbox.clock.advance('1s')).rejects.toMatchObject({ code: 'validation_failed' })
  const fired = await sandbox.clock.advance({ until: 'settled' })
  expect(fired.map(({ kind }) => kind)).toContain('hold.expire')
  await using fork = await sandbox.fork()
  expect((await fork.client.call('getTenant')).data.access_review_days).toBe(3650)
})
