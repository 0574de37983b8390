import { type FieldFault, validationFailed } from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import { parseInstant } from '../../../src/contract/instants.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { append } from '../../../src/lists/append.ts'
import type { Service } from '../../objects/service.ts'
import { expandRule, type Occurrence } from '../../scheduling/occurrences.ts'
import { type RecurrenceRule, readRule } from '../../scheduling/recurrence-rule.ts'
import type { ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { idFaults } from '../fields/field-faults.ts'
import { readServiceRequest, startFaults } from '../placing/service-request.ts'

type Body = InputOf<Operations['createBookingSeries']>['body']

/** What a series asks for, found. */
export interface SeriesRequest {
  readonly service: Service
  /** Who may serve it, each with the dates of the rule in the own zone. */
  readonly candidates: readonly Candidate[]
}

interface Candidate {
  readonly resource: ResourceRow
  readonly occurrences: readonly Occurrence[]
}

/** Finds what the body of a series names, and works out its dates. Throws `validation_failed` with every fault. */
export async function readSeriesRequest(ctx: Context, body: Body): Promise<SeriesRequest> {
  const { service, candidates: resources, faults: ofService } = await readServiceRequest(ctx, body)
  const faults: FieldFault[] = [
    ...(await idFaults(ctx, '/customer_id', 'customers', [body.customer_id])),
    ...ofService,
  ]
  if (service !== undefined && ofService.length === 0 && resources.length === 0)
    faults.push({ path: '/service_id', code: 'no_resources', message: 'has no resource that could serve it' })
  const isTime = parseInstant(`${body.start_local.slice(0, 16)}:00Z`) !== null
  if (!isTime) {
    const message = 'must be a date and time that exist, such as 2026-04-20T10:30'
    faults.push({ path: '/start_local', code: 'invalid_format', message })
  }
  const read = readRule(body.rrule)
  if ('faults' in read) append(faults, read.faults.map(ruleFault))
  if (faults.length > 0 || service === undefined || 'faults' in read) throw validationFailed(faults)
  return { service, candidates: datesOf(service, resources, read.rule, body.start_local.slice(0, 16)) }
}

function datesOf(
  service: Service,
  resources: readonly ResourceRow[],
  rule: RecurrenceRule,
  startLocal: string,
): Candidate[] {
  const inZones = new Map<string, readonly Occurrence[]>()
  for (const { timezone } of resources) {
    if (inZones.has(timezone)) continue
    const expanded = expandRule(rule, startLocal, timezone)
    if ('fault' in expanded) throw validationFailed([ruleFault(expanded.fault)])
    const tooLate = startFaults(service, expanded.occurrences.at(-1)?.startMs ?? 0)
    if (tooLate.length > 0) throw validationFailed(tooLate.map(fault => ({ ...fault, path: '/rrule' })))
    inZones.set(timezone, expanded.occurrences)
  }
  return resources.map(resource => ({ resource, occurrences: inZones.get(resource.timezone) ?? [] }))
}

function ruleFault(message: string): FieldFault {
  return { path: '/rrule', code: 'invalid_rrule', message }
}
