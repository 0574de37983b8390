import type { Client } from '../../src/client/client-types.ts'
import { dataSetNames, dataSets } from '../../src/control/data-sets.ts'
import type { Failure } from '../../src/failure/failure.ts'
import { withoutKeys } from '../../src/profiles/key-shape.ts'
import { shellWord } from '../../src/text/shell-word.ts'
import type { RequestValues } from '../connect/connection-types.ts'
import { findControl } from '../connect/control.ts'
import type { Command, FlagSpec } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { flagValueOf } from '../kernel/flag-value.ts'
import { parseArgv } from '../kernel/parse-argv.ts'
import { askChoice, askSearch, askSeveral, askText } from '../kernel/prompt.ts'
import { askCustomer } from './ask-customer.ts'
import { askStart } from './ask-start.ts'
import { askedClient, type KnownValue, knownListOf, knownValues } from './known-values.ts'
import { localKindOf, localValues } from './local-values.ts'

/** What is asked for a command, and what is known of it by now. */
interface Asking {
  readonly command: Command
  readonly context: Context
  readonly client: () => Promise<Client>
  /** Which sandbox and which profile is meant, as it was typed. */
  readonly flags: Parameters<typeof localValues>[1]
  /** Values of arguments and flags, by the names of members: `service_id`. */
  readonly known: Map<string, string>
}

/**
 * Asks for all that a command misses, with choices from the API where it has some, and answers the argv that is whole.
 * What it amounts to is told, to be typed the next time. Throws the failure again where nothing says what is missing.
 */
export async function askMissing(
  command: Command,
  failure: Failure,
  argv: readonly string[],
  context: Context,
): Promise<readonly string[]> {
  const { missing } = (failure.details ?? {}) as { readonly missing?: readonly string[] }
  const known = missing?.filter(name => isAsked(name, command)) ?? []
  if (known.length === 0 || known.length !== missing?.length) throw failure
  const { args, flags } = await parseArgv(command, argv, context.place.env, { miss: true })
  let client: Promise<Client> | undefined
  const asking: Asking = {
    command,
    context,
    client: () => {
      client ??= askedClient(flags as RequestValues, context)
      return client
    },
    flags,
    known: new Map(
      Object.entries({ ...flags, ...args }).map(([name, value]) => [member(name), String(value)]),
    ),
  }
  const answers: string[][] = []
  for (const name of known) answers.push(await askOne(name, asking))
  const needsCustomer = command.id === 'bookings:create' && known.includes('--start-at')
  if (needsCustomer && !asking.known.has('customer_id') && !asking.known.has('customer'))
    answers.push(await askCustomer(await asking.client(), context))
  const whole = withAnswers(argv, answers)
  const words = [...command.id.split(':'), ...whole].map(shellWord).join(' ')
  await context.terminal.stderr.write(`$ ${context.typedName} ${withoutKeys(words)}\n`)
  return whole
}

function isAsked(name: string, { args, flags }: Command): boolean {
  if (name.startsWith('--')) return Object.hasOwn(flags, name.slice(2))
  return args.some(arg => arg.name.toUpperCase() === name)
}

/** The words that say one thing, asked for. */
async function askOne(name: string, asking: Asking): Promise<string[]> {
  const answer = await valuesFor(name, asking)
  for (const [at, word] of answer.entries())
    if (word.startsWith('--')) asking.known.set(member(word), answer[at + 1] ?? '')
  if (!name.startsWith('--')) asking.known.set(member(name), answer[0] ?? '')
  return answer
}

async function valuesFor(name: string, asking: Asking): Promise<string[]> {
  const { command, context } = asking
  const flag = command.flags[name.slice(2)]
  const arg = command.args.find(one => one.name.toUpperCase() === name)
  const said = (value: string) => (name.startsWith('--') ? [name, value] : [value])
  if (name === '--start-at') {
    const service = await serviceOf(asking)
    if (service !== undefined) return await startWords(service, asking)
  }
  const kind = localKindOf(command.id, name)
  const there = kind === undefined ? [] : await localValues(kind, asking.flags, context)
  if (there.length > 0) return said(await askSearch(titleOf(name), among(there, command), context))
  const list = knownListOf(name)
  if (list !== undefined) {
    const client = await asking.client()
    const find = async (typed: string) =>
      (await knownValues(list, typed, client)).map(({ value, label }) => ({
        name: `${label}  ${value}`,
        value,
      }))
    return said(await askSearch(titleOf(name), find, context))
  }
  if (name === '--events') {
    const types = Object.keys(context.contract.eventSamples()).map(type => ({ name: type, value: type }))
    return said((await askSeveral('Types of events', types, context)).join(','))
  }
  const options = flag?.options ?? arg?.options
  if (options !== undefined) {
    const choices = options.map(option => ({ name: option, value: option }))
    return said(await askChoice(titleOf(name), choices, context))
  }
  if (name === 'DATA_SET') {
    const sets = dataSetNames.map(set => ({ name: `${set}  ${dataSets[set]}`, value: set }))
    return said(await askChoice(titleOf(name), sets, context))
  }
  if (name === '--timezone') return said(await askSearch(titleOf(name), zones, context))
  return said(await askText(titleOf(name, flag), typed => faultOf(name.slice(2), flag, typed), context))
}

/** Finds among a few. A fork that is to be ended is none of the sandbox itself. */
function among(there: readonly KnownValue[], { id }: Command) {
  const choices = there.filter(({ value }) => id !== 'sandbox:discard' || value !== 'main')
  return async (typed: string) =>
    choices
      .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(typed.toLowerCase()))
      .map(({ value, label }) => ({ name: label === '' ? value : `${value}  ${label}`, value }))
}

async function startWords(service: string, { command, client, context, known }: Asking): Promise<string[]> {
  const { start_at, resource_id } = await askStart(
    service,
    await sandboxNow(context),
    await client(),
    context,
  )
  const takesResource = Object.hasOwn(command.flags, 'resource-id') && !known.has('resource_id')
  return ['--start-at', start_at, ...(takesResource ? ['--resource-id', resource_id] : [])]
}

/** The service that a start is looked for: typed, or that of the booking or the entry. */
async function serviceOf({ known, client }: Asking): Promise<string | undefined> {
  const typed = known.get('service_id')
  if (typed !== undefined) return typed
  const [booking_id, waitlist_entry_id] = [known.get('booking_id'), known.get('waitlist_entry_id')]
  if (booking_id === undefined && waitlist_entry_id === undefined) return undefined
  const { data } =
    booking_id === undefined
      ? await (await client()).send('getWaitlistEntry', {
          params: { waitlist_entry_id: waitlist_entry_id ?? '' },
        })
      : await (await client()).send('getBooking', { params: { booking_id } })
  return (data as { readonly service_id?: string }).service_id
}

/** The clock of the sandbox that is asked; of any other API, ours. */
async function sandboxNow(context: Context): Promise<Date> {
  try {
    const control = findControl({}, context)
    return control === undefined ? context.now() : new Date((await control.client.clock()).now)
  } catch {
    return context.now()
  }
}

async function zones(typed: string) {
  const sought = typed.toLowerCase()
  const found = Intl.supportedValuesOf('timeZone').filter(zone => zone.toLowerCase().includes(sought))
  // Some zones have two names, of which only one is listed.
  const whole = isZone(typed) && !found.includes(typed) ? [typed] : []
  return [...whole, ...found].map(zone => ({ name: zone, value: zone }))
}

function isZone(timeZone: string): boolean {
  try {
    return timeZone !== '' && new Intl.DateTimeFormat('en', { timeZone }) !== undefined
  } catch {
    return false
  }
}

function faultOf(name: string, flag: FlagSpec | undefined, typed: string): string | undefined {
  if (typed.trim() === '') return 'Type something'
  try {
    if (flag !== undefined) flagValueOf(name, flag, typed)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Flags stand before `--`, arguments behind all else. */
function withAnswers(argv: readonly string[], answers: readonly (readonly string[])[]): readonly string[] {
  const flags = answers.filter(([first = '']) => first.startsWith('--')).flat()
  const args = answers.filter(([first = '']) => !first.startsWith('--')).flat()
  const end = argv.indexOf('--')
  const own = end === -1 ? argv : argv.slice(0, end)
  return [...own, ...flags, ...(end === -1 ? [] : argv.slice(end)), ...args]
}

function titleOf(name: string, flag?: FlagSpec): string {
  const title = member(name).replace(/_id$/, '').replaceAll('_', ' ')
  const kind = flag?.kind === 'json' ? ' (JSON)' : ''
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}${kind}`
}

function member(name: string): string {
  return name.replace(/^--/, '').replaceAll('-', '_').toLowerCase()
}
