import { expect, test } from 'vitest'
import { forkSandbox, type TestSandbox } from '../../world/sandbox.ts'
import { faultsOf } from '../bookings/booking-world.ts'

const people = [
  { name: 'Émile Zola', email: 'emile@example.fr', phone: '+33 1', external_ref: 'a,b' },
  { name: 'Zoë_100%', email: 'ZOE@example.com', phone: '555 01', external_ref: 'a' },
  { name: 'Back\\slash', email: null, phone: '555-01', external_ref: 'b' },
  { name: 'मीरा', email: 'meera@example.com', external_ref: 'c' },
]

/** The seeded two go last. Letters stand for the customers above, in their order; p and a for the seeded ones. */
async function listed(sandbox: TestSandbox, query: Record<string, string>): Promise<string> {
  const answer = await sandbox.send('GET', `/v2/customers?${new URLSearchParams(query)}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json.data.map((one: { name: string }) => letterOf(one.name)).join('')
}

function letterOf(name: string): string {
  const index = people.findIndex(person => person.name === name)
  return index < 0 ? name.charAt(0).toLowerCase() : String(index + 1)
}

let filled: Promise<TestSandbox> | undefined

/** Only read from. */
async function sandboxOfPeople(): Promise<TestSandbox> {
  filled ??= (async () => {
    const sandbox = await forkSandbox()
    for (const body of people) {
      sandbox.clock.set(sandbox.clock.now() + 1000)
      const { status } = await sandbox.send('POST', '/v2/customers', { body })
      expect(status).toBe(201)
    }
    return sandbox
  })()
  return await filled
}

test.each([
  [{}, '4321pa'],
  [{ limit: '2' }, '43'],
  [{ email: 'meera@example.com' }, '4'],
  [{ email: 'meera@example.com,emile@example.fr' }, '41'],
  // Whole values, in their own case.
  [{ email: 'meera@example' }, ''],
  [{ email: 'zoe@example.com' }, ''],
  [{ phone: '+33 1' }, '1'],
  [{ phone: '+91 98765 43210,555-01' }, '3p'],
  [{ external_ref: 'a' }, '2'],
  [{ external_ref: 'a,b' }, '321'],
  [{ external_ref: 'nobody' }, ''],
  [{ query: 'zo' }, '21'],
  [{ query: 'ÉMILE' }, '1'],
  [{ query: 'ZOË' }, '2'],
  [{ query: 'zoe@' }, '2'],
  [{ query: 'SHARMA' }, 'p'],
  [{ query: '98765' }, 'pa'],
  [{ query: 'मीरा' }, '4'],
  // No wildcards.
  [{ query: '%' }, '2'],
  [{ query: '_' }, '2'],
  [{ query: 'k\\s' }, '3'],
  [{ query: '*' }, ''],
  [{ query: '@example.com', external_ref: 'c' }, '4'],
  [{ query: 'zo', email: 'meera@example.com' }, ''],
])('%j lists %s', async (query, letters) => {
  expect(await listed(await sandboxOfPeople(), query)).toBe(letters)
})

test('pages of a search go on where they ended', async () => {
  const sandbox = await sandboxOfPeople()
  const first = await sandbox.send('GET', '/v2/customers?query=example.com&limit=2')
  const { next_cursor } = first.json
  const second = await sandbox.send('GET', `/v2/customers?query=example.com&limit=2&cursor=${next_cursor}`)
  const names = [...first.json.data, ...second.json.data].map((one: { name: string }) => letterOf(one.name))
  expect([names.join(''), second.json.has_more]).toEqual(['42pa', false])
  const other = await sandbox.send('GET', `/v2/customers?query=example&cursor=${next_cursor}`)
  expect(other.json.error.code).toBe('invalid_cursor')
})

test.each([
  ['query=', '/query too_short'],
  ['email=', '/email too_short'],
  [`query=${'x'.repeat(201)}`, '/query too_long'],
  ['name=Priya', '/name unknown_field'],
  ['order=name', '/order not_allowed'],
])('?%s is refused', async (query, fault) => {
  const answer = await (await forkSandbox()).send('GET', `/v2/customers?${query}`)
  expect([answer.status, faultsOf(answer)]).toEqual([422, [fault]])
})

test('a publishable key may not look at customers', async () => {
  const answer = await (await forkSandbox()).send('GET', '/v2/customers', { key: 'publishable' })
  expect([answer.status, answer.json.error.code]).toEqual([403, 'insufficient_scope'])
})
