import { describe, expect, test } from 'vitest'
import { pendingJobs } from '../../../emulator/store/due-jobs.ts'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { bodyAt, book, everything, faultsOf } from '../bookings/booking-world.ts'
import { addRoomService, bookAll, niket } from './resource-world.ts'

/** The reference's booking of Dr Niket is over on 22 April. */
async function nothingAhead(): Promise<TestSandbox> {
  const sandbox = await forkSandbox()
  sandbox.clock.set(Date.parse('2026-04-22T00:00:00Z'))
  return sandbox
}

describe('archiveResource', () => {
  test('answers the archived resource, which takes no bookings any more', async () => {
    const sandbox = await nothingAhead()
    const answer = await sandbox.send('DELETE', niket)
    expect([answer.status, answer.headers.etag, answer.json.status]).toEqual([200, '"2"', 'archived'])
    expect((await sandbox.events()).map(({ type, data }) => [type, data])).toEqual([
      ['resource.updated', { object: answer.json, previous_attributes: { status: 'online' } }],
    ])
    expect(faultsOf(await book(sandbox, bodyAt('2026-04-23T05:00:00Z')))).toEqual(['/resource_id not_found'])
    expect((await sandbox.send('GET', niket)).json).toEqual(answer.json)
    expect((await sandbox.send('GET', '/v2/resources')).json.data).toEqual([])
  })

  test('again changes nothing', async () => {
    const sandbox = await nothingAhead()
    const first = await sandbox.send('DELETE', niket)
    const before = await everything(sandbox)
    const again = await sandbox.send('DELETE', niket)
    expect([again.status, again.json]).toEqual([200, first.json])
    expect(await everything(sandbox)).toEqual(before)
  })

  test('ends an offline period and the waiting for the ends of skills', async () => {
    const sandbox = await nothingAhead()
    const period = { from: '2026-05-01T00:00:00Z', until: '2026-05-02T00:00:00Z' }
    await sandbox.send('POST', `${niket}/offline`, { body: period })
    const body = { level: 3, valid_until: '2026-06-01T00:00:00Z' }
    await sandbox.send('PUT', `${niket}/skills/skill_cardiology`, { body })
    const waiting = async () => (await sandbox.sandbox.store.read(pendingJobs)).count
    expect(await waiting()).toBe(3)
    expect((await sandbox.send('DELETE', niket)).json).toMatchObject({ status: 'archived', offline: null })
    expect(await waiting()).toBe(0)
    const [event] = (await sandbox.events()).slice(-1)
    expect(event.data.previous_attributes).toEqual({ status: 'online', offline: { ...period, reason: null } })
  })

  test('is refused while bookings have it, naming the first of them', async () => {
    const sandbox = await nothingAhead()
    const hours = ['04', '05', '06', '07', '08', '09']
    const starts = hours.flatMap(hour => [`2026-04-23T${hour}:00:00Z`, `2026-04-23T${hour}:30:00Z`])
    const ids = await bookAll(sandbox, starts)
    const before = await everything(sandbox)
    const answer = await sandbox.send('DELETE', niket)
    expect([answer.status, answer.json.error.code]).toEqual([409, 'resource_in_use'])
    expect(answer.json.error.details).toEqual({ booking_ids: ids.slice(0, 10), hold_ids: [], count: 12 })
    expect(answer.json.error.message).toBe('Resource res_dr_niket has 12 bookings and 0 holds ahead')
    expect(await everything(sandbox)).toEqual(before)
  })

  test.each([
    ['2026-04-21T04:59:59Z', 409],
    ['2026-04-21T05:15:00Z', 409],
    ['2026-04-21T05:29:59Z', 409],
    ['2026-04-21T05:30:00Z', 200],
  ])('with a booking until 05:30Z, at %s: %i', async (now, status) => {
    const sandbox = await forkSandbox()
    sandbox.clock.set(Date.parse(now))
    expect((await sandbox.send('DELETE', niket)).status).toBe(status)
  })

  test('may happen while nothing but the buffer of a booking runs', async () => {
    const sandbox = await nothingAhead()
    await sandbox.sandbox.store.write(trx =>
      trx.updateTable('services').set({ buffer_after_min: 15 }).execute(),
    )
    await bookAll(sandbox, ['2026-04-23T05:00:00Z'])
    sandbox.clock.set(Date.parse('2026-04-23T05:30:00Z'))
    expect((await sandbox.send('DELETE', niket)).status).toBe(200)
  })

  test('is refused while a hold has it, until that has expired', async () => {
    const sandbox = await nothingAhead()
    const time = { start_at: '2026-04-23T05:00:00.000Z', end_at: '2026-04-23T05:30:00.000Z' }
    await sandbox.sandbox.store.write(trx =>
      trx
        .insertInto('occupancies')
        .values({
          tenant_id: 'tnt_clinic',
          resource_id: 'res_dr_niket',
          holder_id: 'hold_1',
          kind: 'hold',
          service_id: 'svc_consult_30',
          ...time,
          blocks_from: time.start_at,
          blocks_to: time.end_at,
          units: 1,
          expires_at: '2026-04-22T00:05:00.000Z',
        })
        .execute(),
    )
    const answer = await sandbox.send('DELETE', niket)
    expect(answer.json.error.details).toEqual({ booking_ids: [], hold_ids: ['hold_1'], count: 1 })
    sandbox.clock.set(Date.parse('2026-04-22T00:05:00Z'))
    expect((await sandbox.send('DELETE', niket)).status).toBe(200)
  })

  test('is refused for a room that bookings take besides', async () => {
    const sandbox = await nothingAhead()
    await addRoomService(sandbox)
    const { json } = await book(sandbox, bodyAt('2026-04-23T05:00:00Z', { service_id: 'svc_room' }))
    const answer = await sandbox.send('DELETE', '/v2/resources/res_room')
    expect(answer.json.error.details.booking_ids).toEqual([json.id])
  })

  test('happens at the revision that If-Match names, to resources of the tenant, with a secret key', async () => {
    const sandbox = await nothingAhead()
    const status = async (request: object) => (await sandbox.send('DELETE', niket, request)).status
    expect(await status({ headers: { 'if-match': '"2"' } })).toBe(412)
    expect(await status({ tenant: 'tnt_ideadunes' })).toBe(404)
    expect(await status({ key: 'publishable' })).toBe(403)
    expect(await status({ headers: { 'if-match': '"1"' } })).toBe(200)
  })
})
