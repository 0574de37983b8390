import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { addService, bodyAt, book, conflictTypes, everything, faultsOf } from '../bookings/booking-world.ts'

const create = (sandbox: TestSandbox, body: object) => sandbox.send('POST', '/v2/skills', { body })

test('a name is enough, and nothing is told of it', async () => {
  const sandbox = await forkSandbox()
  const answer = await create(sandbox, { name: 'Paediatrics' })
  expect([answer.status, answer.headers.etag]).toEqual([201, '"1"'])
  expect(answer.json).toEqual({
    id: expect.stringMatching(/^skill_[0-9A-Z]{26}$/),
    tenant_id: 'tnt_clinic',
    name: 'Paediatrics',
    description: null,
    metadata: {},
    created_at: '2026-04-15T09:42:11Z',
    updated_at: '2026-04-15T09:42:11Z',
    revision: 1,
  })
  expect(await sandbox.eventTypes()).toEqual([])
})

test('everything that is sent comes back', async () => {
  const body = {
    name: 'बाल चिकित्सा',
    description: 'Sees children\nup to twelve years.',
    metadata: { board: '7' },
  }
  expect((await create(await forkSandbox(), body)).json).toMatchObject(body)
})

test('a name may occur several times', async () => {
  const sandbox = await forkSandbox()
  const ids = new Set()
  for (let count = 0; count < 2; count++) ids.add((await create(sandbox, { name: 'Cardiology' })).json.id)
  expect(ids.size).toBe(2)
})

test('nobody has it until it is given; then a service that asks for it can be booked', async () => {
  const sandbox = await forkSandbox()
  const { json: skill } = await create(sandbox, { name: 'Botany' })
  const skills = [{ skill_id: skill.id, min_level: 2 }]
  const requirements = JSON.stringify([{ group: 'staff', resource_ids: ['res_dr_niket'], skills }])
  await addService(sandbox, { id: 'svc_plants', requirements })
  const body = bodyAt('2026-04-20T05:00:00Z', { service_id: 'svc_plants' })
  expect(conflictTypes(await book(sandbox, body))).toEqual(['missing_skill'])
  const resources = async () =>
    (await sandbox.send('GET', `/v2/resources?skill_id=${skill.id}`)).json.data.map(
      ({ id }: { id: string }) => id,
    )
  expect(await resources()).toEqual([])
  await sandbox.send('PUT', `/v2/resources/res_dr_niket/skills/${skill.id}`, { body: { level: 2 } })
  expect(await resources()).toEqual(['res_dr_niket'])
  expect((await book(sandbox, body)).status).toBe(201)
})

test("cannot be given to another tenant's resources", async () => {
  const sandbox = await forkSandbox()
  const tenant = 'tnt_ideadunes'
  const { json: theirs } = await sandbox.send('POST', '/v2/skills', { body: { name: 'Theirs' }, tenant })
  const url = `/v2/resources/res_dr_niket/skills/${theirs.id}`
  const answer = await sandbox.send('PUT', url, { body: { level: 1 } })
  expect([answer.status, answer.json.error.message]).toEqual([
    404,
    `There is no skill ${theirs.id} here; check the id and the tenant`,
  ])
})

test.each([
  [{ name: 'x' }],
  [{ name: 'x'.repeat(200) }],
  [{ name: 'x', description: '' }],
  [{ name: 'x', description: null }],
  [{ name: 'x', description: 'x'.repeat(2000) }],
])('may be as short or long: %#', async body => {
  const answer = await create(await forkSandbox(), body)
  expect(answer.status, answer.text).toBe(201)
})

test.each([
  [{}, '/name required'],
  [{ name: '' }, '/name too_short'],
  [{ name: 'x'.repeat(201) }, '/name too_long'],
  [{ name: null }, '/name null_not_allowed'],
  [{ name: 7 }, '/name wrong_type'],
  [{ name: 'x', description: 'x'.repeat(2001) }, '/description too_long'],
  [{ name: 'x', metadata: { a: 1 } }, '/metadata/a wrong_type'],
  [{ name: 'x', id: 'skill_mine' }, '/id unknown_field'],
  [{ name: 'x', level: 3 }, '/level unknown_field'],
])('%j is refused', async (body, fault) => {
  const sandbox = await forkSandbox()
  const before = await everything(sandbox)
  const answer = await create(sandbox, body)
  expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
  expect(await everything(sandbox)).toEqual(before)
})
