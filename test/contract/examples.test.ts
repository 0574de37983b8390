import { describe, expect, it } from 'vitest'
import { errorDetails } from '../../src/contract/errors/error-details.ts'
import type { ExampleRequest, Step } from '../../src/contract/examples.ts'
import { operations } from '../../src/contract/index.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { parseDuration } from '../../src/time/duration.ts'
import { contractAjv } from './strict-ajv.ts'

const ajv = contractAjv()

/** Every fault of a request, in words; empty for a valid one. */
function faultsOf(operation: Operation, request: ExampleRequest): string[] {
  const parts = [
    ['params', operation.params, request.params ?? {}],
    ['query', operation.query, request.query ?? {}],
    ...(operation.body === null ? [] : ([['body', operation.body, request.body]] as const)),
  ] as const
  const faults = parts.flatMap(([part, schema, value]) =>
    ajv.validate(schema, value) ? [] : [`${part}: ${ajv.errorsText()}`],
  )
  const strayBody = operation.body === null && request.body !== undefined
  return strayBody ? [...faults, 'body: the operation takes none'] : faults
}

function faultsOfStep(step: Step): string[] {
  if ('operation' in step) return faultsOf(operationOf(step.operation), step)
  return parseDuration(step.advance) === undefined ? [`${step.advance} is no duration`] : []
}

function operationOf(id: string): Operation {
  const found = operations.find(operation => operation.id === id)
  if (found === undefined) throw new Error(`No operation is named ${id}.`)
  return found
}

describe.each(operations.map(operation => [operation.id, operation] as const))('%s', (_, operation) => {
  it('has schemas that compile', () => {
    const schemas = [operation.params, operation.query, operation.result, operation.body ?? {}]
    for (const schema of schemas) expect(() => ajv.compile(schema)).not.toThrow()
  })

  it('has valid examples with titles of their own', () => {
    for (const example of operation.examples) expect(faultsOf(operation, example), example.title).toEqual([])
    const titles = operation.examples.map(({ title }) => title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('has refusals whose requests are valid, so that rules refuse them and not their shape', () => {
    for (const [code, refusal] of Object.entries(operation.refusals)) {
      if (refusal === undefined || code === 'validation_failed') continue
      expect(faultsOf(operation, refusal.example), code).toEqual([])
      for (const step of refusal.example.after ?? []) expect(faultsOfStep(step), `${code} after`).toEqual([])
    }
  })

  it('fills its list with valid requests', () => {
    const steps = [0, 1, 2].map(index => [operation.fill?.(index) ?? []].flat())
    expect(steps.flat().flatMap(faultsOfStep)).toEqual([])
    expect(steps.every(one => one.length > 0)).toBe(operation.fill !== null)
  })

  it('has valid requests that cause its events', () => {
    for (const { type, example } of operation.emits) {
      expect(faultsOf(operation, example), type).toEqual([])
      for (const step of example.after ?? []) expect(faultsOfStep(step), `${type} after`).toEqual([])
    }
  })
})

it.each(Object.entries(errorDetails))('the details of %s have a valid example', (_, { schema, example }) => {
  expect(ajv.validate(schema, example), ajv.errorsText()).toBe(true)
})
