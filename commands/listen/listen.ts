import { resolve } from 'node:path'
import { Failure } from '../../src/failure/failure.ts'
import { writeJson } from '../../src/output/json.ts'
import { type CommandInput, defineCommand, type FlagValues } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { patternsOf } from '../kernel/event-patterns.ts'
import { beginningOf } from './beginning.ts'
import { certificatesIn } from './certificates.ts'
import { chooseSource } from './choose-source.ts'
import { setInEnvFile } from './env-file.ts'
import { extraHeadersOf } from './extra-headers.ts'
import type { ForwardingPlan } from './forwarding-plan.ts'
import { listenFlags } from './listen-flags.ts'
import { runForwarding } from './run-forwarding.ts'
import { secretVariable, typedSecret } from './signing-secret.ts'
import { targetsOf } from './targets.ts'

type Flags = FlagValues<typeof listenFlags>

type Listened =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'plan'; readonly plan: ForwardingPlan }

/** `ideadunes listen`: forwards events to handlers on this machine as they happen, signed like real deliveries. */
export const listen = defineCommand({
  id: 'listen',
  summary: 'Forward events to your webhook handler as they happen',
  args: [],
  flags: listenFlags,
  texts: () => ({
    description:
      'Takes events from the local sandbox, or from the API at --base-url, and posts each to every target whose ' +
      'patterns choose it: the stored bytes, signed by Standard Webhooks with one secret that stays the same. Each ' +
      'target gets its events in their order, one at a time; a slow one holds up no other. Nothing is sent again ' +
      'by itself. When the connection ends, it connects again and goes on after the last event. Redirects are not ' +
      'followed. Lines are tab-separated when piped; with --json each is a document. Targets are on this machine, ' +
      'unless --allow-remote says otherwise.',
    examples: [
      { title: 'To a server on port 3000', command: 'listen --forward-to localhost:3000/webhooks' },
      {
        title: 'Payments elsewhere, and no reminders',
        command:
          "listen --route '!payment.*=3000/hook' --route 'payment.*=3001/pay' --events '*,!booking.reminder_due'",
      },
      { title: 'Give the handler its secret first', command: 'listen --print-secret --write-env .env.local' },
      {
        title: 'In a test: one event, which the handler must take',
        command: 'listen --forward-to 3000 --once --fail-on-non-2xx --json',
      },
      { title: 'What was missed', command: 'listen --forward-to 3000 --replay-since 10m' },
    ],
  }),
  run: prepare,
  async render(listened, _, context) {
    if (listened.kind === 'plan') return await runForwarding(listened.plan, false, context)
    await context.terminal.stdout.write(`${listened.secret}\n`)
  },
  async renderJson(listened, context) {
    if (listened.kind === 'plan') return await runForwarding(listened.plan, true, context)
    await writeJson(context.terminal.stdout, { secret: listened.secret })
  },
})

async function prepare({ flags }: CommandInput<typeof listenFlags>, context: Context): Promise<Listened> {
  const knownTypes = Object.keys(context.contract.eventSamples())
  const allowRemote = flags['allow-remote'] ?? false
  const given = { forwardTo: flags['forward-to'], routes: flags.route, allowRemote }
  const targets = targetsOf(given, knownTypes)
  const plan = {
    targets,
    allowRemote,
    patterns: flags.events === undefined ? undefined : patternsOf(flags.events, '--events', knownTypes),
    beginning: beginningOf(flags['replay-since']),
    extraHeaders: extraHeadersOf(flags.headers ?? []),
    timeoutMs: flags.timeout === undefined ? undefined : flags.timeout * 1_000,
    ca: certificatesIn(flags.ca, context),
    skipVerify: flags['skip-verify'],
    limit: flags.once === true ? 1 : flags['exit-after'],
    failOnNon2xx: flags['fail-on-non-2xx'],
  }
  if (targets.length === 0 && flags['print-secret'] !== true) throw noTarget()
  const typed = flags.secret === undefined ? undefined : typedSecret(flags.secret)
  const source = await chooseSource(flags, context)
  const secret = typed ?? (await source.secret())
  await keepSecret(secret, flags, context)
  return flags['print-secret'] === true
    ? { kind: 'secret', secret }
    : { kind: 'plan', plan: { ...plan, source, secret } }
}

async function keepSecret(secret: string, flags: Flags, { place, terminal }: Context): Promise<void> {
  const file = flags['write-env']
  if (file === undefined) return
  const change = setInEnvFile(resolve(place.cwd, file), secretVariable, secret)
  const told = {
    made: `Wrote ${secretVariable} into the new file ${file}`,
    added: `Added ${secretVariable} to ${file}`,
    changed: `Changed ${secretVariable} in ${file}`,
    unchanged: `${file} has ${secretVariable} already`,
  }
  await terminal.stderr.write(`${told[change]}.\n`)
}

function noTarget(): Failure {
  return new Failure('usage', 'missing_input', '`listen` needs a target: --forward-to or --route', {
    field: '--forward-to',
    hint: 'For example `ideadunes listen --forward-to localhost:3000/webhooks`. To watch only: `ideadunes events tail`.',
    details: { missing: ['--forward-to'] },
  })
}
