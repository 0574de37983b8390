import type { ForkMade } from '../../src/control/sandbox-control.ts'
import { paintFor } from '../../src/output/paint.ts'
import { writeRecord } from '../../src/output/record.ts'
import { durationOf } from '../../src/time/duration.ts'
import { controlFlags, controlOf } from '../connect/control.ts'
import { placeTyped } from '../connect/typed-again.ts'
import { defineCommand } from '../kernel/command.ts'
import { factLines } from './fact-lines.ts'

interface Fork extends ForkMade {
  readonly base_url: string
}

/** `ideadunes sandbox fork`: a copy of the sandbox as it is now, on the same port, behind keys of its own. */
export const forkSandbox = defineCommand({
  id: 'sandbox:fork',
  summary: 'Copy the sandbox as it is now, behind new keys on the same port',
  args: [],
  flags: {
    ...controlFlags,
    name: {
      kind: 'string',
      summary: 'What to call it instead of its id.',
      env: 'IDEADUNES_FORK_NAME',
      valueName: 'NAME',
    },
    expires: {
      kind: 'string',
      summary: 'After how much real time it goes: 30m, 2h, 7d.',
      env: 'IDEADUNES_FORK_EXPIRES',
      valueName: 'DURATION',
    },
    keep: {
      kind: 'boolean',
      summary: 'Keep it on disk, so that it is there after a restart.',
      env: 'IDEADUNES_FORK_KEEP',
    },
    'from-snapshot': {
      kind: 'string',
      summary: 'Begin with a snapshot in the place of the sandbox as it is.',
      env: 'IDEADUNES_FORK_FROM_SNAPSHOT',
      valueName: 'NAME',
    },
  },
  texts: () => ({
    description:
      'The fork has the rows, the clock and the limits of the sandbox, and shares nothing with it from then on. ' +
      'Its keys are shown only now. Requests with them go to the fork; sandbox commands take it with --sandbox. ' +
      'With --sandbox the fork itself is copied. It lies in memory and ends with the sandbox unless you --keep it.',
    examples: [
      { title: 'A world of its own for one branch', command: 'sandbox fork --name feature-x --keep' },
      { title: 'For a test run', command: 'sandbox fork --expires 1h --json' },
      { title: 'Of a saved state', command: 'sandbox fork --from-snapshot before' },
      { title: 'Move the time of the fork only', command: 'sandbox clock advance 1d --sandbox feature-x' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes sandbox list`.',
  async run({ flags }, context): Promise<Fork> {
    const { baseUrl, client } = controlOf(flags, context)
    const { name, expires, keep, 'from-snapshot': snapshot } = flags
    const made = await client.fork({
      ...(name !== undefined && { name }),
      ...(expires !== undefined && { expires_in_seconds: durationOf(expires, '--expires') }),
      ...(keep !== undefined && { keep }),
      ...(snapshot !== undefined && { from_snapshot: snapshot }),
    })
    return { base_url: baseUrl, ...made }
  },
  async render(fork, input, context) {
    const { terminal, typedName } = context
    const { stdout, stderr } = terminal
    if (!stdout.isTty) return await writeRecord(stdout, { ...fork }, [])
    const paint = paintFor(stdout)
    const called = fork.name ?? fork.id
    // The parent, if it is a fork too, is not where one goes next.
    const place = placeTyped(input, context, ['sandbox'])
    await stdout.write(
      [
        `${paint('green', `Forked ${fork.base_url} as ${called}`)}\n`,
        ...factLines(
          [
            ['Secret key', fork.keys.secret],
            ['Publishable key', fork.keys.publishable],
            ['Data', fork.kept ? fork.data : 'in memory, gone with the sandbox'],
            ['Expires', fork.expires_at ?? 'never'],
          ],
          paint,
        ),
      ].join(''),
    )
    await stderr.write(
      `\nIts keys are not shown again. Next:\n  ${typedName} bookings list --sandbox ${called}${place}\n` +
        `  ${typedName} sandbox discard ${called}${place}\n`,
    )
  },
})
