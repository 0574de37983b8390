import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'

const path = '/v2/schedule/constraints'

async function weights(sandbox: TestSandbox) {
  const { json } = await sandbox.send('GET', path)
  return Object.fromEntries(
    (json.constraints as { name: string; level: string; weight: number; enabled: boolean }[])
      .filter(({ level }) => level === 'soft')
      .map(({ name, weight, enabled }) => [name, enabled ? weight : 'off']),
  )
}

const usual = {
  minutes_moved: 1,
  resource_changed: 15,
  preferred_staff_missed: 30,
  fragmentation: 20,
  overtime: 2,
  imbalance: 1,
}

test('replaces weights and switches: what is not named is as by default', async () => {
  const sandbox = await forkSandbox('default')
  expect(await weights(sandbox)).toEqual(usual)
  const set = (constraints: object[]) => sandbox.send('PUT', path, { body: { constraints } })
  const first = await set([
    { name: 'overtime', weight: 9 },
    { name: 'imbalance', enabled: false },
  ])
  expect(first.json.revision).toBe(2)
  expect(await weights(sandbox)).toEqual({ ...usual, overtime: 9, imbalance: 'off' })
  await set([{ name: 'minutes_moved', weight: 0 }])
  expect(await weights(sandbox)).toEqual({ ...usual, minutes_moved: 0 })
  const same = await set([{ name: 'minutes_moved', weight: 0 }])
  expect(same.json.revision).toBe(3)
})

test('is of one tenant', async () => {
  const sandbox = await forkSandbox('default')
  await sandbox.send('PUT', path, { body: { constraints: [{ name: 'overtime', weight: 9 }] } })
  const other = await sandbox.send('GET', path, { tenant: 'tnt_ideadunes' })
  expect(other.json).toMatchObject({ tenant_id: 'tnt_ideadunes', revision: 1 })
})

test.each([
  [[{ name: 'capacity', enabled: false }], '/constraints/0/name', 'not_possible'],
  [[{ name: 'unassigned', weight: 1 }], '/constraints/0/name', 'not_possible'],
  [
    [
      { name: 'overtime', weight: 1 },
      { name: 'overtime', weight: 2 },
    ],
    '/constraints/1/name',
    'duplicate',
  ],
  [[{ name: 'overtime', weight: 1001 }], '/constraints/0/weight', 'too_large'],
  [[{ name: 'comfort' }], '/constraints/0/name', 'not_allowed'],
])('refuses %o', async (constraints, at, code) => {
  const sandbox = await forkSandbox('default')
  const answer = await sandbox.send('PUT', path, { body: { constraints } })
  expect(answer.status).toBe(422)
  expect(answer.json.error.details.fields).toContainEqual(expect.objectContaining({ path: at, code }))
})
