import { expect, test } from 'vitest'
import { clientSecretOf } from '../../../emulator/store/ids.ts'
import { forkSandbox } from '../../world/sandbox.ts'
import { bodyAt, book } from './booking-world.ts'

test('a booking is read as it was made', async () => {
  const sandbox = await forkSandbox()
  const created = await book(sandbox, bodyAt('2026-04-20T05:00:00Z', { channel: 'phone' }))
  const { client_secret: _, ...booking } = created.json
  const found = await sandbox.send('GET', created.json.links.self)
  expect([found.status, found.json, found.headers.etag]).toEqual([200, booking, '"1"'])
})

test('the booking that the reference names stands where its 422 says', async () => {
  const found = await (await forkSandbox()).send('GET', '/v2/bookings/bk_01HXYW999')
  expect(found.json).toMatchObject({
    id: 'bk_01HXYW999',
    resource_id: 'res_dr_niket',
    start_at: '2026-04-21T05:00:00Z',
    override_conflicts: true,
    join_url: null,
  })
})

test.each([
  ['nobody made', 'bk_none'],
  ['in the wrong case', 'bk_01hxyw999'],
  ['with a space', 'bk_01HXYW999%20'],
  ['with a quote', "bk_01HXYW999'--"],
  ['that climbs', '..%2Fbk_01HXYW999'],
  ['of another kind', 'cust_priya_01'],
  ['of 300 characters', `bk_${'x'.repeat(300)}`],
  ['of 5,000 characters', `bk_${'9'.repeat(5000)}`],
])('there is no booking with an id %s', async (_what, id) => {
  const answer = await (await forkSandbox()).send('GET', `/v2/bookings/${id}`)
  expect([answer.status, answer.json.error.code]).toEqual([404, 'not_found'])
  expect(answer.json.error.message).toMatch(/^There is no booking .+ here/)
  expect(answer.headers['x-request-id']).toBe(answer.json.error.request_id)
})

test("a booking of the account's other tenant is not there, not even with its client secret", async () => {
  const sandbox = await forkSandbox()
  const url = '/v2/bookings/bk_01HXYW999'
  const secret = clientSecretOf(sandbox.sandbox.seed, 'tnt_clinic', 'bk_01HXYW999')
  const answers = [
    await sandbox.send('GET', url, { tenant: 'tnt_ideadunes' }),
    await sandbox.send('GET', '/v2/bookings/bk_none', { tenant: 'tnt_ideadunes' }),
    await sandbox.send('GET', url, {
      tenant: 'tnt_ideadunes',
      key: 'publishable',
      headers: { 'x-client-secret': secret },
    }),
  ]
  expect(answers.map(answer => answer.status)).toEqual([404, 404, 404])
  const [foreign, absent] = answers.map(answer => answer.json.error.message.replace(/bk_\w+/, 'ID'))
  expect(foreign).toBe(absent)
})

test('a widget is told the same of a booking that exists and of one that does not', async () => {
  const sandbox = await forkSandbox()
  const [there, absent] = await Promise.all(
    ['bk_01HXYW999', 'bk_01HXYW998'].map(id =>
      sandbox.send('GET', `/v2/bookings/${id}`, {
        key: 'publishable',
        headers: { 'x-client-secret': 'cs_x' },
      }),
    ),
  )
  const message = (text: string | undefined) => text?.replace(/bk_\w+/, 'ID')
  expect(message(there?.json.error.message)).toBe(message(absent?.json.error.message))
  expect([there?.status, absent?.status]).toEqual([404, 404])
})

test('a secret key needs no client secret, and is not held up by a wrong one', async () => {
  const answer = await (await forkSandbox()).send('GET', '/v2/bookings/bk_01HXYW999', {
    headers: { 'x-client-secret': 'cs_wrong' },
  })
  expect(answer.status).toBe(200)
})
