import type { ServedSandbox } from '../../src/control/served-sandbox.ts'
import { controlClientAt } from '../connect/control.ts'
import type { FlagSpecs, FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { patternsOf } from '../kernel/event-patterns.ts'
import { sandboxSource } from '../listen/choose-source.ts'
import type { ForwardingPlan } from '../listen/forwarding-plan.ts'
import { runForwarding } from '../listen/run-forwarding.ts'
import { targetsOf } from '../listen/targets.ts'

/** Flags of `sandbox start` that do what `listen` does, in the same terminal. */
export const forwardingFlags = {
  'forward-to': {
    kind: 'strings',
    summary:
      'Also forward events, as `listen` does: to a port, localhost:3000/hook or a URL of this machine.',
    env: 'IDEADUNES_FORWARD_TO',
    valueName: 'TARGET',
  },
  'forward-events': {
    kind: 'strings',
    summary: 'Forward only these types: booking.*,!booking.reminder_due.',
    env: 'IDEADUNES_FORWARD_EVENTS',
    valueName: 'PATTERN',
  },
} as const satisfies FlagSpecs

/** What is to be forwarded once the sandbox answers. */
export type Forwarding = Pick<ForwardingPlan, 'targets' | 'patterns'>

/** What the flags ask for, or undefined for nothing. Throws usage failures, before anything is started. */
export function forwardingOf(
  flags: FlagValues<typeof forwardingFlags>,
  { contract }: Context,
): Forwarding | undefined {
  const { 'forward-to': forwardTo, 'forward-events': events } = flags
  if (forwardTo === undefined) return undefined
  const knownTypes = Object.keys(contract.eventSamples())
  return {
    targets: targetsOf({ forwardTo, allowRemote: false }, knownTypes),
    patterns: events === undefined ? undefined : patternsOf(events, '--forward-events', knownTypes),
  }
}

/** Forwards the events of a sandbox that runs here until the signal, or until somebody ends it with a key. */
export async function forwardUntil(
  signal: AbortSignal,
  forwarding: Forwarding,
  { baseUrl, controlToken }: Pick<ServedSandbox, 'baseUrl' | 'controlToken'>,
  json: boolean,
  context: Context,
): Promise<void> {
  const within = { ...context, signal }
  const locate = (until: AbortSignal) => controlClientAt(baseUrl, controlToken, { ...context, signal: until })
  const source = sandboxSource(baseUrl, locate, false, undefined, within)
  const secret = await source.secret()
  const plan = { ...forwarding, source, secret, beginning: {}, extraHeaders: {}, allowRemote: false }
  await runForwarding(plan, json, within)
}
