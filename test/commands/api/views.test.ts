import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { views } from '../../../commands/api/views/index.ts'
import { operations } from '../../../src/contract/index.ts'

const declared = operations.flatMap(({ view }) => view ?? [])

test('every view that an operation declares is there, and every one that is there is declared', () => {
  const files = readdirSync(new URL('../../../commands/api/views/', import.meta.url))
  const names = files.map(file => file.replace(/\.ts$/, '')).filter(name => name !== 'index')
  expect([...new Set(declared)].sort()).toEqual(names.sort())
  expect(Object.keys(views).sort()).toEqual(names)
})

test.each(Object.entries(views))('%s loads', async (_name, load) => {
  expect(await load()).toBeTypeOf('function')
})
