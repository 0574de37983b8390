import type { FollowedRequest, LoggedRequest, RequestsSkipped } from '../../src/control/sandbox-control.ts'
import { asFailure } from '../../src/failure/as-failure.ts'
import { failureJson } from '../../src/output/failure-text.ts'
import { writeJson } from '../../src/output/json.ts'
import { controlFlags, controlOf } from '../connect/control.ts'
import { type CommandInput, defineCommand, type FlagSpecs } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { StreamedFailure } from '../kernel/streamed-failure.ts'
import { logFilterFlags, logFilterOf } from './log-filter.ts'
import { logLine } from './log-line.ts'

const flags = {
  ...logFilterFlags,
  follow: {
    kind: 'boolean',
    summary: 'Go on with each request as it is answered, until Ctrl-C.',
    env: 'IDEADUNES_LOGS_FOLLOW',
  },
  ...controlFlags,
} as const satisfies FlagSpecs

/** The log as it is, or as it grows. */
type Logged =
  | { readonly kind: 'list'; readonly data: readonly LoggedRequest[] }
  | { readonly kind: 'stream'; readonly requests: AsyncIterable<FollowedRequest> }

/** `ideadunes sandbox logs`: the requests that the sandbox answered. */
export const sandboxLogs = defineCommand({
  id: 'sandbox:logs',
  summary: 'Show the requests that the sandbox answered',
  args: [],
  flags,
  texts: () => ({
    description:
      'One line per request, oldest first: time (UTC), method, path, status, milliseconds, tenant, error code. ' +
      'Tab-separated when piped. With --json one document, or with --follow one document per line. Keys are ' +
      'never part of it. With --follow, a reader that is slower than the requests is told how many it missed.',
    examples: [
      { title: 'What went wrong lately', command: 'sandbox logs --status 4xx,5xx' },
      { title: 'Watch bookings', command: "sandbox logs --follow --path '/v2/bookings*'" },
      { title: 'The ids of failed requests', command: 'sandbox logs --status 4xx --json' },
    ],
  }),
  async run({ flags: given }: CommandInput<typeof flags>, context): Promise<Logged> {
    const filter = logFilterOf(given)
    const { client } = controlOf(given, context)
    if (given.follow === true) return { kind: 'stream', requests: client.followRequests(filter) }
    return { kind: 'list', data: (await client.requests(filter)).data }
  },
  async render(logged, _, context) {
    const { stdout, stderr } = context.terminal
    if (logged.kind === 'stream') {
      const show = (line: FollowedRequest) =>
        'skipped' in line ? stderr.write(skippedText(line)) : stdout.write(logLine(line, stdout))
      return await follow(logged.requests, show, context)
    }
    await stdout.write(logged.data.map(request => logLine(request, stdout)).join(''))
    if (stderr.isTty && logged.data.length === 0) await stderr.write('No request matches.\n')
  },
  async renderJson(logged, context) {
    const { stdout } = context.terminal
    if (logged.kind === 'list') return writeJson(stdout, { data: logged.data })
    const line = (value: unknown) => stdout.write(`${JSON.stringify(value)}\n`)
    try {
      await follow(logged.requests, line, context)
    } catch (thrown) {
      const failure = asFailure(thrown)
      await line({ error: failureJson(failure) })
      throw new StreamedFailure(failure)
    }
  },
})

function skippedText({ skipped }: RequestsSkipped): string {
  const what = skipped === 1 ? 'One request is' : `${skipped} requests are`
  return `${what} missing here: they came faster than they were read.\n`
}

/** Shows each request until somebody ends it: Ctrl-C, the reader, or the sandbox. None of them is an error. */
async function follow(
  requests: AsyncIterable<FollowedRequest>,
  show: (line: FollowedRequest) => Promise<void>,
  { signal, terminal }: Context,
): Promise<void> {
  try {
    for await (const request of requests) {
      await show(request)
      if (signal.aborted) return
    }
  } catch (thrown) {
    if (signal.aborted) return
    throw thrown
  }
  if (!signal.aborted) await terminal.stderr.write('The sandbox has ended.\n')
}
