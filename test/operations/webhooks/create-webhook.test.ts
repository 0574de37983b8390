import { describe, expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'

const url = 'http://127.0.0.1:9/hook'

async function create(sandbox: TestSandbox, members: Record<string, unknown> = {}) {
  const answer = await sandbox.send('POST', '/v2/webhooks', { body: { url, events: ['*'], ...members } })
  expect(answer.status, answer.text).toBe(201)
  return answer.json
}

describe('creating', () => {
  test('gives the endpoint, and its secret of 32 bytes this once', async () => {
    const sandbox = await forkSandbox()
    const { secret, ...made } = await create(sandbox, { description: 'Ledger', metadata: { team: 'books' } })
    expect(made).toEqual({
      id: expect.stringMatching(/^wh_[0-9A-Z]{26}$/),
      tenant_id: 'tnt_clinic',
      url,
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
      return [(await create(sandbox)).secret, (await create(sandbox)).secret]
    }
    const [one, two] = await secrets()
    expect(one).not.toBe(two)
    expect(await secrets()).toEqual([one, two])
  })

  test('can wait for later', async () => {
    const sandbox = await forkSandbox()
    expect(await create(sandbox, { status: 'disabled' })).toMatchObject({
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
    const answer = await sandbox.send('POST', '/v2/webhooks', { body: { url, events: ['*'], ...members } })
    expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
    expect((await sandbox.send('GET', '/v2/webhooks')).json.data).toEqual([])
  })
})

describe('changing', () => {
  test('leaves what is left out, and counts revisions', async () => {
    const sandbox = await forkSandbox()
    const { id, secret: _, ...made } = await create(sandbox, { description: 'Ledger', metadata: { a: '1' } })
    sandbox.clock.set(sandbox.clock.now() + 60_000)
    const body = { events: ['booking.*', '!booking.updated'], description: null }
    const changed = await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body })
    expect(changed.json).toEqual({
      id,
      ...made,
      ...body,
      updated_at: '2026-04-15T09:43:11Z',
      revision: 2,
    })
    expect(changed.headers.etag).toBe('"2"')
    const same = await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body })
    expect(same.json).toEqual(changed.json)
  })

  test('only what the caller has seen, with If-Match', async () => {
    const sandbox = await forkSandbox()
    const { id } = await create(sandbox)
    const patch = (match: string) =>
      sandbox.send('PATCH', `/v2/webhooks/${id}`, {
        body: { status: 'disabled' },
        headers: { 'if-match': match },
      })
    expect((await patch('"7"')).json.error.code).toBe('revision_mismatch')
    expect((await patch('"1"')).json).toMatchObject({
      status: 'disabled',
      disabled_reason: 'request',
      revision: 2,
    })
  })

  test.each([
    [{ events: ['bokking.*'] }, ['/events/0 unknown_event']],
    [{ events: ['!*'] }, ['/events unknown_event']],
    [{ url: 'http://10.0.0.7/' }, ['/url host_not_allowed']],
    [{ url: null }, ['/url null_not_allowed']],
    [{ disabled_reason: null }, ['/disabled_reason unknown_field']],
  ])('refuses %j', async (body, faults) => {
    const sandbox = await forkSandbox()
    const { id } = await create(sandbox)
    const answer = await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body })
    expect([answer.status, faultsOf(answer)]).toEqual([422, faults])
    expect((await sandbox.send('GET', `/v2/webhooks/${id}`)).json.revision).toBe(1)
  })
})

test('a rotation tells until when the old secret signs, and counts as a change', async () => {
  const sandbox = await forkSandbox()
  const { id, secret } = await create(sandbox)
  const { json } = await sandbox.send('POST', `/v2/webhooks/${id}/rotate_secret`, {
    body: { overlap_seconds: 3_600 },
  })
  expect(json).toMatchObject({
    revision: 2,
    secrets: [
      { hint: `whsec_…${secret.slice(-4)}`, expires_at: '2026-04-15T10:42:11Z' },
      { hint: `whsec_…${json.secret.slice(-4)}`, expires_at: null },
    ],
  })
})

test('deleted, it is gone with its deliveries and secrets', async () => {
  const sandbox = await forkSandbox()
  const { id, secret: _, ...made } = await create(sandbox)
  const { json: delivery } = await sandbox.send('POST', `/v2/webhooks/${id}/test`, { body: {} })
  const deleted = await sandbox.send('DELETE', `/v2/webhooks/${id}`)
  expect([deleted.status, deleted.json]).toEqual([200, { id, ...made }])
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['GET', '/deliveries'],
    ['POST', '/test'],
    ['POST', '/rotate_secret'],
    ['POST', `/deliveries/${delivery.id}/redeliver`],
  ] as const) {
    const answer = await sandbox.send(
      method,
      `/v2/webhooks/${id}${path}`,
      method === 'GET' ? {} : { body: {} },
    )
    expect([path, answer.status]).toEqual([path, 404])
  }
  for (const table of ['deliveries', 'webhook_secrets'] as const) {
    const rows = await sandbox.sandbox.store.read(trx =>
      trx.selectFrom(table).select('webhook_id').where('webhook_id', '=', id).execute(),
    )
    expect(rows).toEqual([])
  }
})

describe('deliveries', () => {
  test('are planned with the event, and filtered by state and event', async () => {
    const sandbox = await forkSandbox()
    const { id } = await create(sandbox)
    for (const name of ['Ada', 'Grace']) await sandbox.send('POST', '/v2/customers', { body: { name } })
    const [first] = await sandbox.events()
    const list = async (query = '') =>
      (await sandbox.send('GET', `/v2/webhooks/${id}/deliveries${query}`)).json.data
    expect(await list()).toHaveLength(2)
    expect(await list(`?event_id=${first.id}`)).toEqual([
      {
        id: expect.stringMatching(/^dlv_/),
        tenant_id: 'tnt_clinic',
        event_id: first.id,
        webhook_id: id,
        attempt: 1,
        status: 'pending',
        request: { url, headers: {}, body: JSON.stringify(first) },
        response: null,
        latency_ms: null,
        error: null,
        attempted_at: null,
        next_attempt_at: '2026-04-15T09:42:11Z',
        metadata: {},
        created_at: '2026-04-15T09:42:11Z',
        updated_at: '2026-04-15T09:42:11Z',
        revision: 1,
      },
    ])
    expect(await list('?status=pending')).toHaveLength(2)
    expect(await list('?status=failed,succeeded')).toEqual([])
    await sandbox.send('PATCH', `/v2/webhooks/${id}`, { body: { status: 'disabled' } })
    expect(await list('?status=abandoned')).toHaveLength(2)
  })

  test.each(['?status=lost', '?event_id=bk_1', '?status='])('refuse the filter %s', async query => {
    const sandbox = await forkSandbox()
    const { id } = await create(sandbox)
    expect((await sandbox.send('GET', `/v2/webhooks/${id}/deliveries${query}`)).status).toBe(422)
  })

  test('are those of one endpoint: another one’s cannot be delivered again here', async () => {
    const sandbox = await forkSandbox()
    const [one, two] = [await create(sandbox), await create(sandbox)]
    const { json } = await sandbox.send('POST', `/v2/webhooks/${one.id}/test`, { body: {} })
    const path = `/v2/webhooks/${two.id}/deliveries/${json.id}/redeliver`
    expect((await sandbox.send('POST', path)).status).toBe(404)
    expect((await sandbox.send('GET', `/v2/webhooks/${two.id}/deliveries`)).json.data).toEqual([])
  })

  test('of an event that is rolled back never were', async () => {
    const sandbox = await forkSandbox()
    const { id } = await create(sandbox)
    const body = {
      customer_id: 'cust_priya_01',
      service_id: 'svc_consult_30',
      start_at: '2026-04-21T05:00:00Z',
    }
    const refused = await sandbox.send('POST', '/v2/bookings', { body, idempotencyKey: 'k' })
    expect(refused.status).toBe(422)
    expect((await sandbox.send('GET', `/v2/webhooks/${id}/deliveries`)).json.data).toEqual([])
  })
})
