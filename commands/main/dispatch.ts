import { asFailure } from '../../src/failure/as-failure.ts'
import { exitCodes, Failure } from '../../src/failure/failure.ts'
import { oneLine } from '../../src/output/cell.ts'
import { failureJson, failureText } from '../../src/output/failure-text.ts'
import { writeJson } from '../../src/output/json.ts'
import { loadColours, paintFor } from '../../src/output/paint.ts'
import type { Sink } from '../../src/output/terminal.ts'
import { withoutKeys } from '../../src/profiles/key-shape.ts'
import { asTyped, failureAsTyped } from '../kernel/as-typed.ts'
import type { Command, CommandInput } from '../kernel/command.ts'
import { type Context, stopReasonOf } from '../kernel/context.ts'
import { parseArgv } from '../kernel/parse-argv.ts'
import { oclifCommandIds } from '../kernel/plugin-folder.ts'
import { canAsk } from '../kernel/prompt.ts'
import { SeveralFailures } from '../kernel/several-failures.ts'
import { StreamedFailure } from '../kernel/streamed-failure.ts'
import { commandIds, commandOf } from './catalogue.ts'
import { findCommand } from './find-command.ts'
import { isHelpTopic } from './help-topic-names.ts'

/**
 * Runs what argv asks for and answers the exit code. Everything thrown ends here: as one JSON document on stdout
 * under `--json`, otherwise as text on stderr.
 */
export async function dispatch(argv: readonly string[], context: Context): Promise<number> {
  if (argv[0] === '__complete') return await complete(argv.slice(1), [], context)
  const own = ownWords(argv)
  const plain = plainContext(own, context)
  await loadColours([plain.terminal.stdout, plain.terminal.stderr])
  let command: Command | undefined
  try {
    const asked = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv
    if (argv[0] === 'help' && isHelpTopic(argv[1])) {
      const { helpTopicText } = await import('./help-topics.ts')
      await plain.terminal.stdout.write(asTyped(await helpTopicText(argv[1], plain), plain))
      return 0
    }
    const found = findCommand(asked, () => commandIds(plain.contract))
    if (found.kind === 'root') {
      const { rootHelp } = await import('./root-help.ts')
      await plain.terminal.stdout.write(await rootHelp(plain))
      return 0
    }
    if (found.kind === 'topic') {
      const { topicHelp } = await import('./help.ts')
      await plain.terminal.stdout.write(asTyped(await topicHelp(found.topic, plain), plain))
      return 0
    }
    command = await commandOf(found.id, plain.contract)
    if (command === undefined)
      throw new Failure('bug', 'internal_error', `${found.id} is listed but not there`)
    if (ownWords(asked).some(word => word === '--help' || word === '-h')) {
      const { commandHelp } = await import('./help.ts')
      await plain.terminal.stdout.write(asTyped(commandHelp(command, plain), plain))
      return 0
    }
    return await runCommand(command, found.rest, plain)
  } catch (thrown) {
    return await report(thrown, command, own.includes('--json'), plain)
  }
}

/** What shells call on Tab: see `commands/about/autocomplete.ts`; with the commands of plugins. Whatever is wrong, there is only nothing to offer. */
export async function complete(
  [current = '=', ...before]: readonly string[],
  ofPlugins: readonly Command[],
  context: Context,
): Promise<number> {
  const { completionsOf } = await import('../ask/complete.ts')
  const { contract, terminal } = context
  const ids = [...commandIds(contract), ...oclifCommandIds, ...ofPlugins.map(({ id }) => id)]
  const catalogue = {
    ids,
    commandOf: async (id: string) => ofPlugins.find(command => command.id === id) ?? commandOf(id, contract),
  }
  const found = await completionsOf(current.slice(1), before, catalogue, context)
  await terminal.stdout.write(found.map(({ word, about }) => `${word}\t${oneLine(about)}\n`).join(''))
  return 0
}

/** Runs a command; what it turns out to miss is asked for, where somebody can be asked. */
async function runCommand(command: Command, argv: readonly string[], context: Context): Promise<number> {
  try {
    return await runOnce(command, argv, context)
  } catch (thrown) {
    const { code } = thrown as Partial<Failure>
    if (code !== 'missing_input' || !canAsk(ownWords(argv).includes('--json'), context)) throw thrown
    const { askMissing } = await import('../ask/ask-missing.ts')
    return await runOnce(command, await askMissing(command, thrown as Failure, argv, context), context)
  }
}

async function runOnce(command: Command, argv: readonly string[], context: Context): Promise<number> {
  const input = await parseArgv(command, argv, await variablesFor(command, context))
  const result = await runOrTell(command, input, context)
  if (!input.json) await command.render(result, input, context)
  else if (command.renderJson !== undefined) await command.renderJson(result, context)
  else await writeJson(context.terminal.stdout, result)
  return stopReasonOf(context) === 'SIGINT' ? exitCodes.interrupted : 0
}

/** Where a change was left without an answer, the failure says so, and how to look. */
async function runOrTell(command: Command, input: CommandInput, context: Context): Promise<unknown> {
  try {
    return await command.run(input, context)
  } catch (thrown) {
    const { details } = thrown as Partial<Failure>
    if ((details as { may_have_happened?: boolean } | undefined)?.may_have_happened === undefined)
      throw thrown
    const { toldIfLeftOpen } = await import('../connect/left-open.ts')
    throw toldIfLeftOpen(thrown as Failure, command, input, context)
  }
}

/** What `ideadunes use` chose for the folder counts like its variable in the commands that control a sandbox. */
async function variablesFor(command: Command, context: Context): Promise<Context['place']['env']> {
  const { env } = context.place
  const { sandbox, 'control-token': controls, 'api-key': calls } = command.flags
  const isAsked = sandbox !== undefined && controls !== undefined && calls === undefined
  if (!isAsked || (env.IDEADUNES_SANDBOX ?? '') !== '') return env
  const { sandboxOfFolder } = await import('../connect/folder-sandbox.ts')
  const used = sandboxOfFolder(context)
  return used === undefined ? env : { ...env, IDEADUNES_SANDBOX: used }
}

/** Tells of a failure, and answers the exit code of its kind. */
export async function report(
  thrown: unknown,
  command: Command | undefined,
  json: boolean,
  context: Context,
): Promise<number> {
  const { stdout, stderr } = context.terminal
  const reason = stopReasonOf(context)
  if (reason === 'reader_gone') return 0
  const told = (one: unknown) =>
    withoutSecrets(failureAsTyped(withHint(asFailure(one), context), context), context)
  const failure = told(thrown)
  const { cause } = failure
  if ((context.place.env.DEBUG ?? '').includes('ideadunes') && cause instanceof Error) {
    await stderr.write(`${withoutKeys(String(cause.stack), secretsIn(context))}\n`)
  }
  if (thrown instanceof StreamedFailure) return exitCodes[failure.kind]
  if (json && (await toldAsJson(failure, stdout))) {
    // All is said.
  } else if (failure.kind === 'interrupted') {
    await stderr.write(`${failure.message}.\n${failure.hint === undefined ? '' : `${failure.hint}\n`}`)
  } else {
    const names = {
      flags: Object.keys(command?.flags ?? {}),
      args: (command?.args ?? []).map(({ name }) => name),
    }
    const others = thrown instanceof SeveralFailures ? thrown.others.map(told) : []
    for (const one of [failure, ...others]) await stderr.write(failureText(one, names, paintFor(stderr)))
  }
  if (reason === 'SIGHUP') return 129
  return reason === 'SIGTERM' ? 143 : exitCodes[failure.kind]
}

/** A key may stand in what was typed, or in what a server says: nothing that people see of a failure repeats it. */
function withoutSecrets(failure: Failure, context: Context): Failure {
  const known = secretsIn(context)
  const masked = (text: string) => withoutKeys(text, known)
  const { kind, code, message, field, hint, docUrl, requestId, details, cause } = failure
  return new Failure(kind, code, masked(message), {
    ...(field !== undefined && { field: masked(field) }),
    ...(hint !== undefined && { hint: masked(hint) }),
    ...(docUrl !== undefined && { docUrl }),
    ...(requestId !== undefined && { requestId }),
    details: details === undefined ? undefined : JSON.parse(masked(JSON.stringify(details))),
    cause,
  })
}

function secretsIn({ place }: Context): readonly string[] {
  return [place.env.IDEADUNES_API_KEY ?? ''].filter(key => key !== '')
}

/** False where stdout cannot be written: stderr is left to tell it. */
async function toldAsJson(failure: Failure, stdout: Sink): Promise<boolean> {
  try {
    await writeJson(stdout, { error: failureJson(failure) })
    return true
  } catch {
    return false
  }
}

/** Answers of the API name a code; what to do about it stands in the contract. */
function withHint(failure: Failure, context: Context): Failure {
  if (failure.hint !== undefined || !['api', 'auth', 'rate_limited'].includes(failure.kind)) return failure
  const { docUrl, requestId, field } = failure
  const hint = hintOf(failure.code, context)
  return new Failure(failure.kind, failure.code, failure.message, {
    ...(hint !== undefined && { hint }),
    ...(field !== undefined && { field }),
    ...(docUrl !== undefined && { docUrl }),
    ...(requestId !== undefined && { requestId }),
    details: failure.details,
    cause: failure.cause ?? failure,
  })
}

function hintOf(code: string, context: Context): string | undefined {
  const errors = context.contract.errors()
  return Object.hasOwn(errors, code) ? errors[code]?.hint : undefined
}

/** The words before `--`, which are ours to read. */
function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return end === -1 ? argv : argv.slice(0, end)
}

/** The context as the flags want it that every command has. */
function plainContext(own: readonly string[], context: Context): Context {
  const asked = own.includes('--no-color') ? withoutColour(context) : context
  const isQuiet =
    own.includes('--no-input') || /^(1|true|yes|on)$/i.test(asked.place.env.IDEADUNES_NO_INPUT ?? '')
  return isQuiet ? { ...asked, asksNothing: true } : asked
}

function withoutColour(context: Context): Context {
  const { stdout, stderr } = context.terminal
  const plain = { stdout: { ...stdout, colour: false }, stderr: { ...stderr, colour: false } }
  return { ...context, terminal: { ...context.terminal, ...plain } }
}
