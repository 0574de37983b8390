import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorCatalogue } from '../../src/contract/errors/errors.ts'
import { errorsOf } from '../../src/contract/errors/errors-of.ts'
import { events } from '../../src/contract/event-types.ts'
import { operations } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'

const contractFolder = new URL('../../src/contract/', import.meta.url)

/** What the modules of src/contract export as operations, whether the index lists them or not. */
async function exportedOperations(): Promise<{ name: string; operation: Operation }[]> {
  const files = readdirSync(contractFolder, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  )
  const modules = await Promise.all(files.map(file => import(new URL(file, contractFolder).href)))
  return modules.flatMap(module =>
    Object.entries(module as Record<string, unknown>)
      .filter(([, value]) => isOperation(value))
      .map(([name, operation]) => ({ name, operation: operation as Operation })),
  )
}

function isOperation(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'refusals' in value && 'scope' in value
}

function duplicatesIn(words: readonly string[]): string[] {
  return words.filter((word, index) => words.indexOf(word) !== index)
}

describe('the contract', () => {
  it('names each operation like its export, and the index lists all of them', async () => {
    const exported = await exportedOperations()
    expect(exported.length).toBeGreaterThan(0)
    expect(exported.filter(({ name, operation }) => operation.id !== name)).toEqual([])
    expect(operations.map(({ id }) => id).sort()).toEqual(exported.map(({ name }) => name).sort())
  })

  it('uses no id, route or command twice', () => {
    expect(duplicatesIn(operations.map(({ id }) => id))).toEqual([])
    // {booking_id} and {id} at one place are one route.
    const routes = operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`)
    expect(duplicatesIn(routes)).toEqual([])
    expect(duplicatesIn(operations.map(({ command }) => command))).toEqual([])
  })

  it.each(operations.map(operation => [operation.id, operation] as const))(
    'declares %s soundly',
    (_, operation) => {
      const placeholders = [...operation.path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name)
      expect(Object.keys(operation.params.properties)).toEqual(placeholders)
      expect(operation.params.required ?? []).toEqual(placeholders)
      expect(operation.command).toMatch(/^[a-z][a-z-]*( [a-z][a-z-]*)*$/)
      expect(operation.summary).toMatch(/^[A-Z].*[^.]$/)
      expect(operation.description).toMatch(/[.]$/)
      expect(operation.body === null || !['GET', 'DELETE'].includes(operation.method)).toBe(true)
      const emitted = operation.emits.map(({ type }) => type)
      expect(operation.method === 'GET' ? emitted : []).toEqual([])
      expect(duplicatesIn(emitted)).toEqual([])
      expect(emitted.filter(type => !(type in events))).toEqual([])
      for (const { params = {} } of operation.examples) expect(Object.keys(params)).toEqual(placeholders)
    },
  )

  it.each(operations.map(operation => [operation.id, operation] as const))(
    'lists the errors of %s once',
    (_, operation) => {
      const codes = errorsOf(operation)
      expect(duplicatesIn(codes)).toEqual([])
      expect(codes.filter(code => !(code in errorCatalogue))).toEqual([])
      expect(codes).toEqual(expect.arrayContaining(Object.keys(operation.refusals)))
    },
  )

  it('lists an error once where the operation says more precisely when it comes', () => {
    const [first] = operations
    if (first === undefined) throw new Error('There are no operations.')
    const refusals = { validation_failed: { when: 'Something is wrong.', example: {} } }
    expect(duplicatesIn(errorsOf({ ...first, refusals }))).toEqual([])
  })
})

describe('the error catalogue', () => {
  it.each(Object.entries(errorCatalogue))('says what %s is and what to do', (code, { message, hint }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(message).toMatch(/^[A-Z].*[^.]$/)
    expect(hint).toMatch(/^[A-Z].*[.…]$/)
  })
})
