import type { FaultView } from '../../../src/control/fault-control.ts'
import { counted } from '../../../src/text/counted.ts'

type What = Pick<FaultView, 'effect' | 'code' | 'status' | 'delay_ms'>
type Whom = Pick<FaultView, 'operation' | 'tenant' | 'skip' | 'times' | 'probability'>

/** What will happen, as a sentence without its full stop: `the next request of createBooking commits, and …`. */
export function faultSentence(fault: FaultView): string {
  const { times, probability } = fault
  const until =
    probability < 1 && times !== null ? `, until ${counted(times, 'request')} ${were(times)} hit` : ''
  return `${subjectOf(fault)} ${predicateOf(fault, isOne(fault))}${until}`
}

/** What it does to a request, in a few words. */
export function effectText(fault: What): string {
  const { effect, delay_ms } = fault
  const wait = delay_ms === 0 ? [] : [`wait ${delayText(delay_ms)}`]
  return [...wait, ...doneBy[effect](fault)].join(', then ')
}

/** Which requests it is for, in a few words. */
export function scopeText({ operation, tenant, skip, probability }: Whom): string {
  return [
    operation ?? 'every operation',
    ...(tenant === null ? [] : [`for ${tenant}`]),
    ...(skip === 0 ? [] : [`after ${skip}`]),
    ...(probability === 1 ? [] : [`probability ${probability}`]),
  ].join(', ')
}

/** How many it has hit, of how many. */
export function hitText({ hit, times, spent }: Pick<FaultView, 'hit' | 'times' | 'spent'>): string {
  return `${hit}${times === null ? '' : ` of ${times}`}${spent ? ', spent' : ''}`
}

/** Milliseconds as they are typed: `250ms`, `1.5s`. */
export function delayText(ms: number): string {
  return ms < 1_000 ? `${ms}ms` : `${ms / 1_000}s`
}

const doneBy: Readonly<Record<FaultView['effect'], (fault: What) => readonly string[]>> = {
  error: ({ code }) => [`refuse with ${code}`],
  gateway: ({ status }) => [`answer ${status} as a gateway`],
  delay: () => [],
  drop_before: () => ['drop the connection, do nothing'],
  drop_after: () => ['commit', 'drop the connection'],
  cut: () => ['commit', 'cut the answer'],
}

/** Whether the sentence speaks of one request. */
function isOne({ times, probability }: Whom): boolean {
  return times === null || times === 1 || probability < 1
}

function subjectOf(fault: Whom): string {
  const { skip, operation, tenant } = fault
  const scope = `${operation === null ? '' : ` of ${operation}`}${tenant === null ? '' : ` for ${tenant}`}`
  if (skip === 0) return `${whichOf(fault, 'request', scope)}`
  return `after ${counted(skip, 'request')}${scope} ${whichOf(fault, 'one', '')}`
}

function whichOf({ times, probability }: Whom, word: 'request' | 'one', scope: string): string {
  if (probability < 1) return `each ${word}${scope}, with a probability of ${probability},`
  if (times === null) return `every ${word}${scope}`
  if (times === 1) return `the next ${word}${scope}`
  return `the next ${word === 'one' ? times : counted(times, word)}${scope}`
}

function predicateOf(fault: What, one: boolean): string {
  const { effect, code, status, delay_ms } = fault
  const s = one ? 's' : ''
  const are = one ? 'is' : 'are'
  const their = one ? 'its' : 'their'
  const connections = `${their} connection${one ? ' is' : 's are'} dropped`
  const ends: Readonly<Record<FaultView['effect'], string>> = {
    error: `${are} refused with ${code}`,
    gateway: `get${s} the ${status} page of a gateway`,
    delay: `${are} answered as ever`,
    drop_before: `lose${s} ${their} connection${one ? '' : 's'} before anything is done`,
    drop_after: `commit${s}, and ${connections}`,
    cut: `commit${s}, and ${their} answer${one ? ' is' : 's are'} cut in the middle`,
  }
  return delay_ms === 0 ? ends[effect] : `wait${s} ${delayText(delay_ms)}, then ${ends[effect]}`
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were'
}
