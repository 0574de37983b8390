import type { Arrival } from './arrivals.ts'

/** What people are told of the connection, or undefined where that is no news. */
export function connectionNote(arrival: Exclude<Arrival, { kind: 'event' }>): string | undefined {
  if (arrival.kind === 'lost') return `Lost the connection: ${arrival.why}. Connecting again …\n`
  if (arrival.kind === 'replaced') {
    return 'All data was replaced, as by a reset or a restore. Going on with what happens from now.\n'
  }
  const { again, isLost, waiting, resumesAfter } = arrival
  if (resumesAfter !== undefined)
    return `Going on after ${resumesAfter}, where the last run ended. To begin now: --replay-since now\n`
  if (isLost) {
    return (
      'Connected again, but the last event that came is not there any more: the data was reset or replaced. ' +
      'Going on with what happens from now.\n'
    )
  }
  if (again) return `Connected again. ${meanwhile(waiting)}\n`
  return waiting === undefined || waiting === 0
    ? undefined
    : `Beginning with ${eventCount(waiting)} from before.\n`
}

/** `1 event`, `3 events`. */
export function eventCount(count: number): string {
  return `${count} ${count === 1 ? 'event' : 'events'}`
}

function meanwhile(waiting: number | undefined): string {
  if (waiting === undefined) return ''
  return waiting === 0 ? 'Nothing happened meanwhile.' : `${eventCount(waiting)} meanwhile:`
}
