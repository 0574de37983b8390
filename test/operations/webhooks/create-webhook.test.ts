import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import { createWebhook, hookUrl } from './webhook-requests.ts'

test('gives the endpoint, and its secret of 32 bytes this once', async () => {
  const sandbox = await forkSandbox()
  const { secret, ...made } = await createWebhook(sandbox, {
    description: 'Ledger',
    metadata: { team: 'books' },
  })
  expect(made).toEqual({
    id: expect.stringMatching(/^wh_[0-9A-Z]{26}$/),
    tenant_id: 'tnt_clinic',
    url: hookUrl,
    events: ['*'],
    description: 'Ledger',
    status: 'enabled',
    disabled_reason: null,
    secrets: [{ hint: `whsec_…${secret.slice(-4)}`, expires_at: null }],
    metadata: { team: 'books' },
    created_at: '2026-04-15T09:42:11Z',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 1,
  })
  expect(Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).toHaveLength(32)
  const again = await sandbox.send('GET', `/v2/webhooks/${made.id}`)
  expect(again.json).toEqual(made)
  const listed = await sandbox.send('GET', '/v2/webhooks')
  expect(listed.json.data).toEqual([made])
  expect(await sandbox.eventTypes()).toEqual([])
})

test('gives every endpoint another secret, and the same ones in another sandbox of the same seed', async () => {
  const secrets = async () => {
    const sandbox = await forkSandbox()
    return [(await createWebhook(sandbox)).secret, (await createWebhook(sandbox)).secret]
  }
  const [one, two] = await secrets()
  expect(one).not.toBe(two)
  expect(await secrets()).toEqual([one, two])
})

test('can wait for later', async () => {
  const sandbox = await forkSandbox()
  expect(await createWebhook(sandbox, { status: 'disabled' })).toMatchObject({
    status: 'disabled',
    disabled_reason: 'request',
  })
})

test.each([
  [{ events: ['bokking.*'] }, ['/events/0 unknown_event']],
  [
    { events: ['*', '!nothing.at_all', 'customer.made'] },
    ['/events/1 unknown_event', '/events/2 unknown_event'],
  ],
  [{ events: ['booking.*', '!booking.*'] }, ['/events unknown_event']],
  [{ events: ['!*'] }, ['/events unknown_event']],
  [{ events: [] }, ['/events too_few']],
  [{ events: ['Booking.created'] }, ['/events/0 invalid_format']],
  [
    { url: 'http://example.com/', events: ['bokking.*'] },
    ['/url host_not_allowed', '/events/0 unknown_event'],
  ],
  [{ url: 'mailto:a@b.c' }, ['/url invalid_format']],
  [{ status: 'paused' }, ['/status not_allowed']],
  [{ secret: 'whsec_mine' }, ['/secret unknown_field']],
])('refuses %j, with every fault', async (members, faults) => {
  const sandbox = await forkSandbox()
  const answer = await sandbox.send('POST', '/v2/webhooks', {
    body: { url: hookUrl, events: ['*'], ...members },
  })
  expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
  expect((await sandbox.send('GET', '/v2/webhooks')).json.data).toEqual([])
})
