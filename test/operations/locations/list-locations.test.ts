import { expect, test } from 'vitest'
import { forkSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'
import { locationsUrl } from './location-world.ts'

const annex = { name: 'Annex', timezone: 'Asia/Kolkata' }

test('newest first, each as it is read alone', async () => {
  const sandbox = await forkSandbox()
  sandbox.clock.set(sandbox.clock.now() + 1_000)
  const { json: made } = await sandbox.send('POST', locationsUrl, { body: annex })
  const { json: main } = await sandbox.send('GET', `${locationsUrl}/loc_main`)
  expect((await sandbox.send('GET', locationsUrl)).json.data).toEqual([made, main])
})

test('a widget sees them without their metadata', async () => {
  const sandbox = await forkSandbox()
  await sandbox.send('PATCH', `${locationsUrl}/loc_main`, { body: { metadata: { rent: '900' } } })
  const [{ metadata, ...rest }] = (await sandbox.send('GET', locationsUrl)).json.data
  expect(metadata).toEqual({ rent: '900' })
  expect((await sandbox.send('GET', locationsUrl, { key: 'publishable' })).json.data).toEqual([rest])
})

test('those of the tenant only', async () => {
  const sandbox = await forkSandbox()
  const tenant = 'tnt_ideadunes'
  const { json: theirs } = await sandbox.send('POST', locationsUrl, { body: annex, tenant })
  expect((await sandbox.send('GET', locationsUrl, { tenant })).json.data).toEqual([theirs])
  const { data } = (await sandbox.send('GET', locationsUrl)).json
  expect(data.map(({ id }: { id: string }) => id)).toEqual(['loc_main'])
})

test('there is no filter', async () => {
  const answer = await (await forkSandbox()).send('GET', `${locationsUrl}?name=Annex`)
  expect([answer.status, faultsOf(answer)]).toEqual([422, ['/name unknown_field']])
})
