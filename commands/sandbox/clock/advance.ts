import type { ControlClient } from '../../../src/client/control-client.ts'
import type { ClockAdvance, ClockChange, ClockView } from '../../../src/control/sandbox-control.ts'
import { Failure } from '../../../src/failure/failure.ts'
import { durationOf } from '../../../src/time/duration.ts'
import { controlFlags, controlOf } from '../../connect/control.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../../kernel/command.ts'
import { type Tell, withProgress } from '../../kernel/progress.ts'
import { looking } from '../show-progress.ts'
import { renderClockChange } from './render-change.ts'
import { typedInstant } from './typed-instant.ts'

const flags = {
  ...controlFlags,
  to: {
    kind: 'string',
    summary: 'Up to this RFC 3339 instant.',
    env: 'IDEADUNES_CLOCK_TO',
    valueName: 'INSTANT',
  },
  until: {
    kind: 'string',
    summary: 'Up to the next job, or until no job is left.',
    options: ['next', 'settled'],
    env: 'IDEADUNES_CLOCK_UNTIL',
    valueName: 'WHAT',
  },
  'no-deliver': {
    kind: 'boolean',
    summary: 'Do not wait for the webhook attempts that become due on the way.',
    env: 'IDEADUNES_CLOCK_NO_DELIVER',
  },
} as const satisfies FlagSpecs

/** `ideadunes sandbox clock advance`: moves the time on, and tells what happened in it. */
export const advanceClock = defineCommand({
  id: 'sandbox:clock:advance',
  summary: 'Move the clock on, and let happen what is due by then',
  args: [
    { name: 'duration', summary: '90s, 15m, 2h, 1d12h, 1w or P1DT2H; a day has 24 hours.', optional: true },
  ],
  flags,
  texts: () => ({
    description:
      'Jobs run in the order in which they are due, each at its own time. Say how far: by a duration, or with --to ' +
      'or --until. A webhook attempt that becomes due is made and awaited before the clock goes on.',
    examples: [
      { title: 'A day and a half', command: 'sandbox clock advance 1d12h' },
      { title: 'To an instant', command: 'sandbox clock advance --to 2026-04-20T04:00:00Z' },
      { title: 'To whatever comes next', command: 'sandbox clock advance --until next' },
      {
        title: 'Until nothing waits but what recurs',
        command: 'sandbox clock advance --until settled --json',
      },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox clock show`.',
  run(input, context) {
    const goal = advanceOf(input)
    const advance = input.flags['no-deliver'] === true ? { ...goal, deliver: false } : goal
    const { client } = controlOf(input.flags, context)
    return withProgress('Advancing the clock', input.json, context, tell =>
      input.json ? client.advanceClock(advance) : advancing(advance, client, tell),
    )
  },
  render: renderClockChange,
})

/**
 * How far it is follows from what the clock shows meanwhile: its time, or of `--until settled` how many of the jobs are left
 * that waited at first. Jobs that come on the way are counted with them, so that it may stand still for a while.
 */
export async function advancing(
  advance: ClockAdvance,
  client: Pick<ControlClient, 'clock' | 'advanceClock'>,
  tell: Tell,
): Promise<ClockChange> {
  let first: ClockView | undefined
  const look = async () => {
    const clock = await client.clock()
    first ??= clock
    if ('until' in advance && advance.until === 'settled')
      return tell(first.pending_jobs - clock.pending_jobs, first.pending_jobs)
    const from = Date.parse(first.now)
    tell(Date.parse(clock.now) - from, goalOf(advance, first) - from)
  }
  await look().catch(() => undefined)
  return await looking(look, tell, () => client.advanceClock(advance))
}

function goalOf(advance: ClockAdvance, first: ClockView): number {
  if ('to' in advance) return Date.parse(advance.to)
  if ('by_seconds' in advance) return Date.parse(first.now) + advance.by_seconds * 1_000
  return Date.parse(first.next_due_at ?? first.now)
}

function advanceOf({ args, flags: { to, until } }: CommandInput<typeof flags>): ClockAdvance {
  const { duration } = args
  const given = [
    ...(duration === undefined ? [] : ['DURATION']),
    ...(to === undefined ? [] : ['--to']),
    ...(until === undefined ? [] : ['--until']),
  ]
  if (given.length !== 1) throw notOneGoal(given)
  if (duration !== undefined) return { by_seconds: durationOf(duration) }
  if (to !== undefined) return { to: typedInstant(to, '--to') }
  return { until: until === 'next' ? 'next' : 'settled' }
}

function notOneGoal(given: readonly string[]): Failure {
  const message =
    given.length === 0
      ? '`sandbox clock advance` needs a duration, --to or --until'
      : `${given.join(' and ')} cannot go together: each says how far`
  return new Failure('usage', given.length === 0 ? 'missing_input' : 'conflicting_input', message, {
    field: given[1] ?? 'DURATION',
    hint: 'For example 2h, 1d12h, --to 2026-04-20T05:00:00Z, or --until next.',
  })
}
