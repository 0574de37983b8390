import { expect } from 'vitest'
import { createValidators } from '../../emulator/validation/validation.ts'
import { type EventType, eventSchema } from '../../src/contract/event-types.ts'

/** Something of a type: an event, or the declaration that it is emitted. */
interface Typed {
  readonly type: string
}

const validatorOf = createValidators()

export function typesOf(all: readonly Typed[]): string[] {
  return all.map(({ type }) => type)
}

/** Each event is what its type says; no other than the declared ones occur, and each first after those before it. */
export function expectDeclared(declared: readonly Typed[], events: readonly Typed[]): void {
  for (const event of events) expect(validatorOf(eventSchema(event.type as EventType))(event)).toEqual([])
  expectDeclaredTypes(typesOf(declared), typesOf(events))
}

/** The same of types alone. */
export function expectDeclaredTypes(declared: readonly string[], emitted: readonly string[]): void {
  const occurring = new Set(emitted)
  expect([...occurring], 'events in the order of their declaration').toEqual(
    declared.filter(type => occurring.has(type)),
  )
}
