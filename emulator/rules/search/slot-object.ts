import type { Static } from 'typebox'
import type { Slot } from '../../../src/contract/objects/slot.ts'
import type { Start } from '../../scheduling/starts.ts'
import { localDateTime, utcOffset } from '../../scheduling/zones.ts'
import { toAnswer, toStored } from '../../store/instants.ts'
import type { ResourceRow } from '../../store/schema.ts'

/** A start as it is answered: with what the wall clock of the resource shows then. */
export function slotObject(
  start: Start,
  { id, timezone }: Pick<ResourceRow, 'id' | 'timezone'>,
): Static<typeof Slot> {
  return {
    start_at: toAnswer(toStored(start.startMs)),
    end_at: toAnswer(toStored(start.endMs)),
    local_start: localDateTime(timezone, start.startMs),
    utc_offset: utcOffset(timezone, start.startMs),
    resource_id: id,
    seats_left: start.seatsLeft,
  }
}
