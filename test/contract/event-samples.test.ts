import { describe, expect, test } from 'vitest'
import { createValidators } from '../../emulator/validation/validation.ts'
import { eventSample, sampleEvent } from '../../src/contract/event-samples.ts'
import { type EventType, eventSchema, events } from '../../src/contract/event-types.ts'

const validatorOf = createValidators()
const types = Object.keys(events) as EventType[]

describe.each(types)('a sample of %s', type => {
  test('is what its schema says, and the same each time', () => {
    expect(validatorOf(eventSchema(type))(sampleEvent(type))).toEqual([])
    expect(eventSample(type)).toEqual(eventSample(type))
  })

  test('shows every member that its siblings name', () => {
    expect(Object.keys(eventSample(type))).toEqual(['object', ...Object.keys(events[type].siblings)])
  })
})
