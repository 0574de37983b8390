import { oneLine } from '../../../src/output/cell.ts'
import { paintFor } from '../../../src/output/paint.ts'
import { openTable } from '../../../src/output/table.ts'
import { isKeyTyped, placeTyped } from '../../connect/typed-again.ts'
import { dayName, type Slot, slotsCalendar } from '../slots-calendar.ts'
import type { View } from '../view.ts'

const columns = ['start_at', 'end_at', 'local_start', 'utc_offset', 'resource_id', 'seats_left']

/** A start that is not bookable, because it is offered to somebody. */
interface Offered {
  readonly local_start: string
  readonly resource_id: string
  readonly service_id: string
  readonly waitlist_entry_id: string
  readonly expires_at: string
}

/** `Thu 16 Apr 2026 10:00  res_dr_asha  svc_checkup_20 for wl_priya_01, until 2026-04-15T09:57:11Z` */
function offerText(offer: Offered): string {
  const [date = '', time = ''] = offer.local_start.split('T')
  return (
    `${dayName(date)} ${time.slice(0, 5)}  ${offer.resource_id}  ` +
    `${offer.service_id} for ${offer.waitlist_entry_id}, until ${offer.expires_at}`
  )
}

/** Bookable starts: for people a calendar, day by day; piped a line for each. */
export const renderSlots: View = async (answer, _, context, input) => {
  const { stdout, stderr } = context.terminal
  const slots = answer.slots as readonly (Slot & Readonly<Record<string, unknown>>)[]
  if (!stdout.isTty) return await openTable(stdout, columns).add(slots)
  const paint = paintFor(stdout)
  await stdout.write(
    slotsCalendar(slots, {
      title: `${answer.service_id}, ${answer.timezone}`,
      viewerZone: context.timezone(),
      width: stdout.columns,
      bold: text => paint('bold', text),
      dim: text => paint('dim', text),
    }),
  )
  const offered = (answer.offered ?? []) as readonly Offered[]
  if (offered.length > 0) {
    const lines = offered.map(offer => `  ${oneLine(offerText(offer))}\n`)
    await stdout.write(`\n${paint('bold', 'Held by offers of the waitlist')}\n${lines.join('')}`)
  }
  const [first] = slots
  const text =
    first === undefined
      ? `Nothing free from ${answer.from} to ${answer.to}.`
      : `Book one: ${context.typedName} bookings create --service-id ${answer.service_id} ` +
        `--resource-id ${first.resource_id} --start-at ${first.start_at} --customer '{"name": "Meera Iyer"}'` +
        (isKeyTyped(input, context) ? '' : placeTyped(input, context))
  await stderr.write(`${paintFor(stderr)('dim', oneLine(text))}\n`)
}
