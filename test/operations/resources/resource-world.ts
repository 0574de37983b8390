import { expect } from 'vitest'
import { createClockControl } from '../../../emulator/clock/jobs/clock-control.ts'
import type { ResourceRow } from '../../../emulator/store/schema.ts'
import type { TestAnswer, TestRequest, TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService, bodyAt, book } from '../bookings/booking-world.ts'

/** The seeded resource. */
export const niket = '/v2/resources/res_dr_niket'

const day = (start: string, end: string) => [{ start, end }]

/** Hours as people write them: `09:00-12:00`, each one of a day. */
export function hours(...texts: readonly string[]) {
  return texts.map(text => text.split('-')).map(([start, end]) => ({ start, end }))
}

/** The same hours from Monday to Saturday, as Dr Niket has them. */
export function sixDays(start: string, end: string) {
  const [mon, tue, wed, thu, fri, sat] = Array.from({ length: 6 }, () => day(start, end))
  return { mon, tue, wed, thu, fri, sat }
}

/** Replaces Dr Niket's week, or another resource's. */
export async function setWeek(
  sandbox: TestSandbox,
  weekly: object,
  { resource = 'res_dr_niket', ...request }: TestRequest & { resource?: string } = {},
): Promise<TestAnswer> {
  const url = `/v2/resources/${resource}/working_hours`
  return await sandbox.send('PUT', url, { body: { weekly }, ...request })
}

/** Changes Dr Niket. */
export async function patchNiket(
  sandbox: TestSandbox,
  body: object,
  request: TestRequest = {},
): Promise<TestAnswer> {
  return await sandbox.send('PATCH', niket, { body, ...request })
}

/** Books each start with Dr Niket, and gives the ids in that order. */
export async function bookAll(
  sandbox: TestSandbox,
  starts: readonly string[],
  members: Record<string, unknown> = {},
): Promise<string[]> {
  const ids: string[] = []
  for (const start of starts) {
    const answer = await book(sandbox, bodyAt(start, members))
    if (answer.status !== 201) throw new Error(`${start} was refused: ${answer.text}`)
    ids.push(answer.json.id)
  }
  return ids
}

/** Adds a room, and a service that takes Dr Niket and the room: `res_room` and `svc_room`. */
export async function addRoomService(sandbox: TestSandbox, room: Partial<ResourceRow> = {}): Promise<void> {
  await addResource(sandbox, { id: 'res_room', type: 'room', ...room })
  const requirements = JSON.stringify([
    { group: 'staff', resource_ids: ['res_dr_niket'], skills: [] },
    { group: 'room', resource_ids: ['res_room'], skills: [] },
  ])
  await addService(sandbox, { id: 'svc_room', requirements })
}

/** Adds `res_away`, who is offline for a reason of his own; gives what a widget may see of him. */
export async function addAway(sandbox: TestSandbox): Promise<object> {
  const [from, reason] = ['2026-04-20T00:00:00Z', 'Surgery of his own']
  const offline = JSON.stringify({ from: '2026-04-20T00:00:00.000Z', reason })
  await addResource(sandbox, { id: 'res_away', metadata: '{"a":"b"}', status: 'offline', offline })
  const { metadata, offline: period, ...rest } = (await sandbox.send('GET', '/v2/resources/res_away')).json
  expect([metadata, period]).toEqual([{ a: 'b' }, { from, until: null, reason }])
  return { ...rest, offline: { from, until: null } }
}

/** Makes a location, and lets Dr Niket work there. Gives its id. */
export async function moveToLocation(sandbox: TestSandbox, members: object): Promise<string> {
  const body = { name: 'Annex', timezone: 'Asia/Kolkata', ...members }
  const { json } = await sandbox.send('POST', '/v2/locations', { body })
  await patchNiket(sandbox, { location_id: json.id })
  return json.id
}

/** The events after the first `count`, as `type` and what is beside the envelope. */
export async function eventsAfter(sandbox: TestSandbox, count: number) {
  const events = await sandbox.events()
  return events.slice(count).map(({ type, data }) => ({ type, data }))
}

/** The violations told of after the first `count` events, as `rule booking`. */
export async function violationsAfter(sandbox: TestSandbox, count: number): Promise<string[]> {
  const events = await eventsAfter(sandbox, count)
  return events
    .filter(({ type }) => type === 'schedule.violation_detected')
    .map(({ data }) => `${data.object.rule} ${data.object.booking_ids.join('+')}`)
}

/** Moves the clock, doing what is due, and gives what was done to resources. */
export async function firedUntil({ sandbox }: TestSandbox, to: string) {
  const control = createClockControl(sandbox, error => {
    throw error
  })
  const fired = await control.advance({ toMs: Date.parse(to) })
  return fired.filter(({ kind }) => kind.startsWith('resource.'))
}
