import { randomUUID } from 'node:crypto'
import { Failure } from '../../src/failure/failure.ts'
import { depthLimit, excessOf } from '../../src/text/json-size.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import type { EventSamples } from '../kernel/contract-files.ts'
import { type ArrivedEvent, arrivedEvent } from '../listen/arrivals.ts'

/** An event of a type as it could happen; `changes` is JSON that changes members of its object. */
export function madeUpEvent(
  type: string,
  changes: string | undefined,
  samples: EventSamples,
  now: Date,
): ArrivedEvent {
  const sample = Object.hasOwn(samples, type) ? samples[type] : undefined
  if (sample === undefined) {
    const near = nearestOf(type, Object.keys(samples))
    throw new Failure('usage', 'unknown_event', `No event type is called ${type}`, {
      field: '--type',
      hint: near === undefined ? typesLike(type, Object.keys(samples)) : `Did you mean ${near}?`,
    })
  }
  const object = { ...(sample.object as Readonly<Record<string, unknown>>), ...changesOf(changes) }
  return arrivedEvent(
    JSON.stringify({
      id: `evt_${randomUUID().replaceAll('-', '')}`,
      type,
      created_at: `${now.toISOString().slice(0, 19)}Z`,
      tenant_id: 'tenant_id' in object ? object.tenant_id : 'tnt_example_01',
      request_id: null,
      data: { ...sample, object },
    }),
  )
}

/** The types of the same group; where there is no such group, how types begin. */
function typesLike(type: string, known: readonly string[]): string {
  const groupOf = (name: string) => name.split('.')[0] ?? ''
  const alike = known.filter(name => groupOf(name) === groupOf(type))
  if (alike.length > 0) return `There are ${alike.join(', ')}.`
  return `Types begin with ${[...new Set(known.map(groupOf))].join('., ')}.; the OpenAPI document has all of them.`
}

function changesOf(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {}
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    // Deeper ones cannot be written again.
    if (isObject && excessOf(value, depthLimit) === undefined) return value as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw new Failure('usage', 'invalid_data', 'With --type, --data must be a JSON object', {
    field: '--data',
    hint: `It changes members of the event's object: --data '{"status": "cancelled"}'. Leave out --type to send any body.`,
  })
}
