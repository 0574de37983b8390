import { expect, test } from 'vitest'
import { operations } from '../../src/contract/index.ts'

const seeding = operations.flatMap(operation =>
  operation.seeds === null ? [] : [{ ...operation, seeds: operation.seeds }],
)

const placeholdersIn = (path: string) => path.match(/\{/g)?.length ?? 0

const membersOf = (schema: unknown) =>
  Object.keys((schema as { properties?: Record<string, unknown> } | null)?.properties ?? {})

test('each list and part of a seed file is written by one operation', () => {
  const names = seeding.map(({ seeds }) => seeds)
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  // They are members of the file beside `tenant`, and of its objects.
  expect(names.filter(name => !/^[a-z_]+(\.[a-z_]+)?$/.test(name) || name === 'tenant')).toEqual([])
})

test.each(seeding.map(operation => [operation.seeds, operation] as const))('%s', (name, operation) => {
  const [list, part] = name.split('.')
  expect(operation.body).not.toBeNull()
  if (part === undefined) {
    expect([operation.method, operation.status, placeholdersIn(operation.path)]).toEqual(['POST', 201, 0])
    return
  }
  const create = seeding.find(({ seeds }) => seeds === list)
  expect(create, `${name} is a part of a list that nobody writes`).toBeDefined()
  // Beside the members of the object itself it would not be told from them.
  expect([...membersOf(create?.body), 'id']).not.toContain(part)
  expect(operation.path.startsWith(`${create?.path}/{`)).toBe(true)
  expect([`POST 1`, `PUT 1`, `PUT 2`]).toContain(`${operation.method} ${placeholdersIn(operation.path)}`)
})
