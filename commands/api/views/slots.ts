import { oneLine } from '../../../src/output/cell.ts'
import { paintFor } from '../../../src/output/paint.ts'
import { openTable } from '../../../src/output/table.ts'
import { type Slot, slotsCalendar } from '../slots-calendar.ts'
import type { View } from '../view.ts'

const columns = ['start_at', 'end_at', 'local_start', 'utc_offset', 'resource_id', 'seats_left']

/** Bookable starts: for people a calendar, day by day; piped a line for each. */
export const renderSlots: View = async (answer, _, context) => {
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
  const [first] = slots
  const text =
    first === undefined
      ? `Nothing free from ${answer.from} to ${answer.to}.`
      : `Book one: ${context.typedName} bookings create --service-id ${answer.service_id} ` +
        `--resource-id ${first.resource_id} --start-at ${first.start_at} --customer-id …`
  await stderr.write(`${paintFor(stderr)('dim', oneLine(text))}\n`)
}
