import type { Failure } from '../failure/failure.ts'
import { withoutKeys } from '../profiles/key-shape.ts'
import { cellOf, oneLine } from './cell.ts'
import type { Paint } from './paint.ts'

/** How a fault of the request is called on the command line. */
export interface InputNames {
  readonly flags: readonly string[]
  readonly args: readonly string[]
}

/**
 * A failure as one JSON value, with a fixed list of members: nothing else of an error ever leaves.
 */
export function failureJson(failure: Failure): Record<string, unknown> {
  const members = {
    code: failure.code,
    message: failure.message,
    kind: failure.kind,
    field: failure.field,
    hint: failure.hint,
    doc_url: failure.docUrl,
    request_id: failure.requestId,
    details: failure.details,
  }
  // What a server says may repeat a key.
  return JSON.parse(withoutKeys(JSON.stringify(members)))
}

/** A failure for people: what happened, what stands in the way, what to do, where to read on. */
export function failureText(failure: Failure, names: InputNames, paint: Paint): string {
  const notes = [
    ['Hint', hintFor(failure, names)],
    ['Docs', failure.docUrl],
    ['Request', failure.requestId],
  ].flatMap(([label, text]) => (text === undefined ? [] : [`${paint('dim', `${label}:`)} ${text}\n`]))
  return [
    `${paint('red', 'Error:')} ${oneLine(headlineOf(failure))} ${paint('dim', `(${failure.code})`)}\n`,
    ...detailLines(failure, names, paint),
    ...notes,
  ].join('')
}

/** Faults are listed one by one below, so the message need not repeat the first. */
function headlineOf(failure: Failure): string {
  if (fileOf(failure) !== undefined) return failure.message
  return faultsOf(failure).length > 0 ? 'The request does not have the right shape' : failure.message
}

/** The API's hints name members of its JSON; on the command line they are flags. */
function hintFor(failure: Failure, names: InputNames): string | undefined {
  if (faultsOf(failure).length > 0) return undefined
  const { suggestions } = (failure.details ?? {}) as Record<string, unknown>
  const [first] = recordsOf(suggestions)
  if (first === undefined || !names.flags.includes('start-at')) return failure.hint
  return `Take one of the free starts: --start-at ${cellOf(first.start_at)}`
}

function faultsOf(failure: Failure) {
  return recordsOf(((failure.details ?? {}) as Record<string, unknown>).fields)
}

/** The file whose lines the faults name. */
function fileOf({ details }: Failure): string | undefined {
  const { file } = (details ?? {}) as { readonly file?: unknown }
  return typeof file === 'string' ? file : undefined
}

function detailLines(failure: Failure, names: InputNames, paint: Paint): readonly string[] {
  const details = (failure.details ?? {}) as Record<string, unknown>
  return [
    ...recordsOf(details.fields).map(fault => faultLine(fault, fileOf(failure), names, paint)),
    ...conflictLines(details),
  ]
}

/** What stands in the way of a booking, and what is free instead; nothing where neither is told. */
export function conflictLines(details: Readonly<Record<string, unknown>>): readonly string[] {
  const dates = recordsOf(details.dates)
  if (dates.length > 0) return section('Not free', dates.map(dateText))
  return [
    ...section('In the way', recordsOf(details.conflicts).map(conflictText)),
    ...section(
      'Free instead',
      recordsOf(details.suggestions).map(({ start_at }) => cellOf(start_at)),
    ),
  ]
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`  ${title}:\n`, ...lines.map(line => `    ${line}\n`)]
}

/** A date of a series, with all that is in its way. */
function dateText({ original_start_at, conflicts }: Readonly<Record<string, unknown>>): string {
  return `${cellOf(original_start_at)}  ${recordsOf(conflicts).map(conflictText).join(', ')}`
}

function conflictText({ type, ...facts }: Readonly<Record<string, unknown>>): string {
  const { id, ...others } = facts
  const rest = Object.entries(others).map(([name, value]) => `${name} ${cellOf(value)}`)
  return [cellOf(type), cellOf(id), ...rest].filter(text => text !== '').join('  ')
}

function faultLine(
  fault: Readonly<Record<string, unknown>>,
  file: string | undefined,
  names: InputNames,
  paint: Paint,
): string {
  const message = cellOf(fault.message)
  if (file === undefined) return `  ${paint('yellow', placeOf(cellOf(fault.path), names))}  ${message}\n`
  // As compilers print it, so that editors and terminals lead to the line.
  const place = [file, fault.line, fault.column].filter(part => part !== undefined).join(':')
  return `  ${[paint('yellow', place), cellOf(fault.path), message].filter(part => part !== '').join(' ')}\n`
}

/** Members that a command makes of what is typed otherwise: 2h is so many seconds. */
const typedAs: Readonly<Record<string, string>> = {
  by_seconds: 'duration',
  expires_in_seconds: 'expires',
  delay_ms: 'delay',
}

/** `/customer_id` as `--customer-id`, `/metadata/a` as `--metadata (/metadata/a)`, a path parameter as `BOOKING_ID`. */
function placeOf(pointer: string, { flags, args }: InputNames): string {
  const [, member = '', ...deeper] = pointer.split('/')
  const flag = member.replaceAll('_', '-')
  if (args.includes(member)) return member.toUpperCase()
  const typed = typedAs[member] ?? ''
  if (args.includes(typed)) return `${typed.toUpperCase()} (${pointer})`
  if (flags.includes(typed)) return `--${typed} (${pointer})`
  if (!flags.includes(flag)) return pointer === '' ? 'the body' : pointer
  return deeper.length === 0 ? `--${flag}` : `--${flag} (${pointer})`
}

function recordsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'object' && item !== null) : []
}
