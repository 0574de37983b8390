import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'

const path = '/v2/customers/cust_priya_01/consents/marketing_email'

test('what was said already is not written again, and nobody is told', async () => {
  const sandbox = await forkSandbox('default')
  const first = await sandbox.send('PUT', path, { body: { granted: true, source: 'front_desk' } })
  expect([first.status, first.json.id, first.json.source]).toEqual([
    200,
    'cons_priya_mail_01',
    'booking_form',
  ])
  expect(await sandbox.eventTypes()).toEqual([])
})

test('tells of the customer first, then of the record, and keeps what was said before', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('PUT', path, { body: { granted: false, source: 'unsubscribe_link' } })
  await sandbox.send('PUT', path, { body: { granted: true, source: 'front_desk' } })
  const events = await sandbox.events()
  expect(events.map(({ type }) => type)).toEqual([
    'customer.consent_changed',
    'consent.changed',
    'customer.consent_changed',
    'consent.changed',
  ])
  expect(events[0].data).toMatchObject({ object: { id: 'cust_priya_01' }, purpose: 'marketing_email' })
  expect(events[1].data.object).toMatchObject({ granted: false, version: 2 })
  const ledger = await sandbox.send('GET', '/v2/consents?purpose=marketing_email')
  expect(ledger.json.data.map(({ granted }: { granted: boolean }) => granted)).toEqual([true, false, true])
})

test('a refusal of what was never asked is a record of its own', async () => {
  const sandbox = await forkSandbox('default')
  const path = '/v2/customers/cust_arjun_02/consents/photos'
  const { json } = await sandbox.send('PUT', path, { body: { granted: false, source: 'front_desk' } })
  expect(json).toMatchObject({ granted: false, version: 1 })
})
