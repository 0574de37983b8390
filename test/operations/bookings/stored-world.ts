import { toStored } from '../../../emulator/store/instants.ts'
import { insertLocation } from '../../../emulator/store/locations.ts'
import { occupy } from '../../../emulator/store/occupancies.ts'
import type { Trx } from '../../../emulator/store/schema.ts'
import { insertSkill } from '../../../emulator/store/skills.ts'
import type { World } from '../../scheduling/random-worlds.ts'
import type { TestSandbox } from '../../world/sandbox.ts'
import { addResource, addService } from './booking-world.ts'

type Calendar = World['demand']['first']['calendar']

const common = {
  tenant_id: 'tnt_clinic',
  created_at: '2011-01-01T00:00:00.000Z',
  updated_at: '2011-01-01T00:00:00.000Z',
  revision: 1,
  metadata: '{}',
}

/**
 * The world as a sandbox can hold it: one row for each resource of each group, one offline period, exceptions with ids
 * of their own, a number for the capacity of the service; asked about for a publishable key, with nothing left out.
 */
export function storable({ centreMs, demand, terms }: World): World {
  return {
    centreMs,
    demand: {
      first: { ...demand.first, calendar: storableCalendar(demand.first.calendar, '1') },
      others: demand.others.map(({ calendars, skills }, group) => ({
        group: `room_${group}`,
        calendars: calendars.map((calendar, i) => storableCalendar(calendar, `room_${group}_${i}`)),
        skills: calendars.length === 0 ? [] : skills,
      })),
      units: demand.units,
    },
    terms: {
      ...terms,
      allowPast: false,
      service: { ...terms.service, capacity: terms.service.capacity ?? 10_000 },
    },
  }
}

function storableCalendar(calendar: Calendar, name: string): Calendar {
  return {
    ...calendar,
    id: `res_${name}`,
    offline: calendar.offline.slice(0, 1),
    exceptions: calendar.exceptions.map((exception, i) => ({ ...exception, id: `exc_${name}_${i}` })),
    busy: calendar.busy.map((busy, i) => ({ ...busy, id: `${busy.kind === 'hold' ? 'hold' : 'bk'}_${i}` })),
  }
}

/** Writes a storable world into a sandbox, and sets its clock to the world's now. The service is `svc_1`. */
export async function store(sandbox: TestSandbox, { demand, terms }: World): Promise<void> {
  const { service, nowMs } = terms
  sandbox.clock.set(nowMs)
  await sandbox.sandbox.store.write(async trx => {
    for (const id of ['skl_a', 'skl_b'])
      await insertSkill(trx, { ...common, id, name: id, description: null })
  })
  const calendars = [demand.first.calendar, ...demand.others.flatMap(other => other.calendars)]
  for (const calendar of calendars) await storeCalendar(sandbox, calendar, nowMs)
  const groupOf = (group: string, resources: readonly Calendar[], skills: typeof demand.first.skills) => ({
    group,
    resource_ids: resources.map(({ id }) => id),
    skills: skills.map(({ skillId, minLevel }) => ({ skill_id: skillId, min_level: minLevel })),
    overrides: [],
  })
  await addService(sandbox, {
    id: service.id,
    duration_min: service.durationMin,
    step_min: service.stepMin,
    buffer_before_min: service.bufferBeforeMin,
    buffer_after_min: service.bufferAfterMin,
    notice_min: service.noticeMin,
    horizon_days: service.horizonDays,
    capacity: service.capacity ?? 10_000,
    max_per_day: service.maxPerDay,
    requirements: JSON.stringify([
      groupOf('staff', [demand.first.calendar], demand.first.skills),
      ...demand.others.map(other => groupOf(other.group, other.calendars, other.skills)),
    ]),
  })
}

async function storeCalendar(sandbox: TestSandbox, calendar: Calendar, nowMs: number): Promise<void> {
  const { id, location } = calendar
  const [offline] = calendar.offline
  await addResource(sandbox, {
    id,
    timezone: calendar.timezone,
    capacity: calendar.capacity,
    max_bookings_per_day: calendar.maxBookingsPerDay,
    weekly: JSON.stringify(calendar.weekly),
    location_id: location === null ? null : `loc_${id}`,
    skills: JSON.stringify(
      calendar.skills.map(({ skillId, level, validUntilMs }) => ({
        skill_id: skillId,
        level,
        valid_until: validUntilMs === null ? null : toStored(validUntilMs),
      })),
    ),
    offline:
      offline === undefined
        ? null
        : JSON.stringify({
            from: toStored(offline.fromMs),
            until: offline.untilMs === null ? null : toStored(offline.untilMs),
            reason: null,
          }),
  })
  await sandbox.sandbox.store.write(async trx => {
    if (location !== null) {
      await insertLocation(trx, {
        ...common,
        id: `loc_${id}`,
        name: id,
        timezone: location.timezone,
        address: null,
        opening_hours: location.openingHours === null ? null : JSON.stringify(location.openingHours),
        holidays: JSON.stringify(location.holidays.map(date => ({ date, name: date }))),
      })
    }
    await storeExceptions(trx, calendar)
    await storeBusy(trx, calendar, nowMs)
  })
}

async function storeExceptions(trx: Trx, { id, exceptions }: Calendar): Promise<void> {
  for (const { id: exceptionId, kind, span, intervals } of exceptions) {
    const dates = span.unit === 'dates'
    await trx
      .insertInto('exceptions')
      .values({
        ...common,
        id: exceptionId,
        resource_id: id,
        kind,
        from: dates ? span.from : toStored(span.fromMs),
        to: dates ? span.to : toStored(span.toMs),
        intervals: JSON.stringify(intervals),
        reason: null,
      })
      .execute()
  }
}

/** Beside each hold stands one that has expired this very moment, and whose job has not fired. */
async function storeBusy(trx: Trx, { id, busy }: Calendar, nowMs: number): Promise<void> {
  for (const taken of busy) {
    const row = {
      tenant_id: common.tenant_id,
      resource_id: id,
      holder_id: taken.id,
      kind: taken.kind,
      service_id: taken.serviceId,
      start_at: toStored(taken.startMs),
      end_at: toStored(taken.endMs),
      blocks_from: toStored(taken.startMs - taken.bufferBeforeMs),
      blocks_to: toStored(taken.endMs + taken.bufferAfterMs),
      units: taken.units,
    }
    await occupy(trx, { ...row, expires_at: taken.kind === 'hold' ? toStored(nowMs + 1) : null })
    const later = { blocks_to: toStored(taken.endMs + 3_600_000), holder_id: `hold_gone_${taken.id}` }
    if (taken.kind === 'hold') await occupy(trx, { ...row, ...later, expires_at: toStored(nowMs) })
  }
}
