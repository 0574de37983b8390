import { expect, test } from 'vitest'
import { controlledSandbox } from '../../control/controlled-sandbox.ts'
import { forkSandbox } from '../../world/sandbox.ts'
import { addService } from '../bookings/booking-world.ts'

const zone = { timezone: 'asia/CALCUTTA' }
const written = { timezone: 'Asia/Kolkata' }

test('every zone is stored and answered by the name that IANA gives it', async () => {
  const sandbox = await forkSandbox('default')
  const send = async (method: string, path: string, body: object) =>
    (await sandbox.send(method, path, { body })).json
  expect(await send('POST', '/v2/customers', { name: 'A', ...zone })).toMatchObject(written)
  expect(await send('POST', '/v2/locations', { name: 'A', ...zone })).toMatchObject(written)
  expect(await send('POST', '/v2/resources', { name: 'A', type: 'room', ...zone })).toMatchObject(written)
  expect(await send('PATCH', '/v2/customers/cust_priya_01', { timezone: 'us/eastern' })).toMatchObject({
    timezone: 'America/New_York',
  })
  const location = await send('POST', '/v2/locations', { name: 'A', timezone: 'Europe/Berlin' })
  expect(await send('PATCH', `/v2/locations/${location.id}`, zone)).toMatchObject(written)
  expect(await send('PATCH', '/v2/tenant', { timezone: 'EUROPE/kiev' })).toMatchObject({
    timezone: 'Europe/Kyiv',
  })
})

test('another name of the same zone changes nothing', async () => {
  const sandbox = await forkSandbox()
  const before = (await sandbox.send('GET', '/v2/resources/res_dr_niket')).json
  const events = (await sandbox.events()).length
  const { status, json } = await sandbox.send('PATCH', '/v2/resources/res_dr_niket', { body: zone })
  expect([status, json]).toEqual([200, before])
  expect(await sandbox.events()).toHaveLength(events)
})

test('a tenant of the control API, and what a seed file names', async () => {
  const sandbox = await controlledSandbox()
  const tenant = await sandbox.control('POST', '/tenants', { body: { name: 'B', ...zone } })
  expect(tenant.json).toMatchObject(written)
  const seeded = await sandbox.control('POST', '/seed', {
    rawBody: JSON.stringify({ locations: [{ id: 'loc_s', name: 'S', ...zone }] }),
    headers: { 'content-type': 'application/yaml' },
  })
  expect(seeded.status).toBe(200)
  expect((await sandbox.send('GET', '/v2/locations/loc_s')).json).toMatchObject(written)
  await sandbox.close()
})

test('resources in one zone of two names are in one zone: dates are read there', async () => {
  const sandbox = await forkSandbox()
  // The tenant is elsewhere, and a database of before may hold both names.
  await sandbox.send('PATCH', '/v2/tenant', { body: { timezone: 'America/New_York' } })
  const other = await sandbox.send('POST', '/v2/resources', {
    body: { name: 'B', type: 'staff', timezone: 'Asia/Kolkata' },
  })
  await sandbox.sandbox.store.write(trx =>
    trx.updateTable('resources').set({ timezone: 'Asia/Calcutta' }).where('id', '=', other.json.id).execute(),
  )
  await addService(sandbox, {
    id: 'svc_both',
    requirements: JSON.stringify([
      { group: 'staff', resource_ids: ['res_dr_niket', other.json.id], skills: [] },
    ]),
  })
  const range = { from: '2026-04-20', to: '2026-04-21' }
  const slots = await sandbox.send(
    'GET',
    `/v2/availability/slots?service_id=svc_both&from=${range.from}&to=${range.to}`,
  )
  const search = await sandbox.send('POST', '/v2/availability/search', {
    body: { services: [{ service_id: 'svc_both' }], ...range },
  })
  for (const { json } of [slots, search])
    expect(json).toMatchObject({ timezone: 'Asia/Kolkata', from: '2026-04-19T18:30:00Z' })
})
