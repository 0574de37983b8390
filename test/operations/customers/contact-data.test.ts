import { expect, test } from 'vitest'
import { controlledSandbox } from '../../control/controlled-sandbox.ts'
import { forkSandbox } from '../../world/sandbox.ts'
import { widgetBodyAt } from '../bookings/booking-world.ts'
import { priya } from './customer-world.ts'

const good = { name: 'Ю', email: 'user@xn--h1aigbl0e.xn--p1ai', phone: '+1 555 0100 ext. 12' }
const local = { name: 'K', email: 'a@käse.de' }
const bad = { name: '  ', email: 'a..b@example.com', phone: '----' }
const faults = ['/name invalid_format', '/email invalid_format', '/phone invalid_format']

type Fault = { readonly path: string; readonly code: string }
const told = (fields: readonly Fault[]) => fields.map(({ path, code }) => `${path} ${code}`).toSorted()

test('addresses, numbers and names are judged alike, wherever somebody is named', async () => {
  const sandbox = await forkSandbox()
  const send = async (method: string, path: string, body: unknown, key?: 'publishable') => {
    const { status, json } = await sandbox.send(method, path, { body, ...(key && { key }) })
    return status < 300 ? json : told(json.error.details.fields)
  }
  const { name: _, phone: __, ...onlyEmail } = bad
  const at = widgetBodyAt('2026-04-20T05:00:00Z')

  expect(await send('POST', '/v2/customers', good)).toMatchObject(good)
  expect(await send('POST', '/v2/customers', local)).toMatchObject(local)
  expect(await send('POST', '/v2/customers', bad)).toEqual(faults.toSorted())
  expect(await send('PATCH', priya, good)).toMatchObject(good)
  expect(await send('PATCH', priya, bad)).toEqual(faults.toSorted())
  for (const key of ['publishable', undefined] as const) {
    expect(await send('POST', '/v2/bookings', { ...at, customer: bad }, key)).toEqual(
      faults.map(fault => `/customer${fault}`).toSorted(),
    )
  }
  expect(await send('POST', '/v2/bookings', { ...at, customer: good }, 'publishable')).toMatchObject({
    status: 'confirmed',
  })
  expect(await send('POST', '/v2/bookings/bk_today_01/attendees', { name: ' ', ...onlyEmail })).toEqual(
    faults.slice(0, 2).toSorted(),
  )
})

test('and in a seed file', async () => {
  const sandbox = await controlledSandbox()
  const seed = (person: object) =>
    sandbox.control('POST', '/seed', {
      rawBody: JSON.stringify({ customers: [person] }),
      headers: { 'content-type': 'application/yaml' },
    })
  expect((await seed(good)).status).toBe(200)
  const refused = await seed(bad)
  expect([refused.status, told(refused.json.error.details.fields)]).toEqual([
    422,
    faults.map(fault => `/customers/0${fault}`).toSorted(),
  ])
  await sandbox.close()
})

test.each([
  ['/v2/services', { name: '\t', duration_min: 30, requirements: [] }, '/name'],
  ['/v2/resources', { name: '\u00a0', type: 'room', timezone: 'Asia/Kolkata' }, '/name'],
  ['/v2/locations', { name: ' ', timezone: 'Asia/Kolkata' }, '/name'],
  [
    '/v2/locations',
    { name: 'A', timezone: 'Asia/Kolkata', holidays: [{ date: '2026-12-25', name: '\n' }] },
    '/holidays/0/name',
  ],
  ['/v2/skills', { name: '\u3000' }, '/name'],
  ['/v2/customers', { name: 'A', external_ref: ' ' }, '/external_ref'],
  ['/v2/bookings/bk_today_01/cancel', { reason: ' ' }, '/reason'],
])('%s refuses %j', async (path, body, pointer) => {
  const sandbox = await forkSandbox('default')
  const { status, json } = await sandbox.send('POST', path, { body })
  expect([status, json.error?.details.fields]).toEqual([
    422,
    [{ path: pointer, code: 'invalid_format', message: 'must not be blank' }],
  ])
})
