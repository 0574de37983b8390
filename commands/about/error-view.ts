import type { ErrorTexts } from '../../src/contract/errors/error-index.ts'
import { oneLine } from '../../src/output/cell.ts'
import { paintFor } from '../../src/output/paint.ts'
import { writeRecord } from '../../src/output/record.ts'
import { asTyped } from '../kernel/as-typed.ts'
import type { Context } from '../kernel/context.ts'
import { columns } from '../kernel/help-layout.ts'

/** An error code with all that is known of it, as `--json` prints it. */
export interface ErrorView extends ErrorTexts {
  readonly code: string
  /** The commands of the operations that may answer it, as they are typed. */
  readonly commands: readonly string[]
}

/** Everything about a code of the catalogue. */
export function errorViewOf(code: string, context: Context): ErrorView {
  const { contract } = context
  const texts = contract.errors()[code]
  if (texts === undefined) throw new Error(`The catalogue has no ${code}`)
  const { status, message, hint, doc_url, source, operations, ...rest } = texts
  const ids = new Set(operations)
  const commands = Object.entries(contract.index())
    .filter(([, entry]) => ids.has(entry.id))
    .map(([command]) => command.replaceAll(':', ' '))
  return {
    code,
    status,
    message,
    hint: asTyped(hint, context),
    doc_url,
    source,
    operations,
    commands,
    ...rest,
  }
}

/** Writes the codes with their messages: wrapped for people, tab-separated when piped. */
export async function writeErrorList(errors: readonly ErrorView[], { terminal }: Context): Promise<void> {
  const { stdout } = terminal
  const text = stdout.isTty
    ? columns(
        errors.map(({ status, code, message }) => [code, `${status}  ${message}`]),
        Math.min(stdout.columns, 110),
      )
    : errors.map(({ status, code, message }) => `${status}\t${code}\t${message}\n`).join('')
  await stdout.write(text)
}

/** Writes one code: in sections for people, one member per line when piped. */
export async function writeErrorView(error: ErrorView, context: Context): Promise<void> {
  const { stdout } = context.terminal
  if (stdout.isTty) await stdout.write(textForPeople(error, context))
  else await writeRecord(stdout, { ...error }, [])
}

function textForPeople(error: ErrorView, context: Context): string {
  const { stdout } = context.terminal
  const paint = paintFor(stdout)
  const width = Math.min(stdout.columns, 110)
  const facts = [
    ['What to do', error.hint],
    ['Comes from', comesFrom(error, context)],
    ['Source', error.source],
    ['Docs', error.doc_url],
  ] as const
  const section = (title: string, text: string) => (text === '' ? '' : `\n${paint('bold', title)}\n${text}`)
  const when = Object.entries(error.when ?? {}).map(([id, text]) => [commandOf(id, context), text] as const)
  const details = JSON.stringify(error.details_example, null, 2)?.replaceAll(/^/gm, '  ')
  return [
    `${paint('bold', error.code)} (${error.status})\n${oneLine(error.message)}\n\n`,
    columns(facts, width),
    section('When', columns(when, width)),
    section('Details, for example', details === undefined ? '' : `${details}\n`),
  ].join('')
}

function comesFrom({ commands }: ErrorView, { contract }: Context): string {
  if (commands.length === 0)
    return 'no command: it is answered beside the operations, by the server around them'
  return commands.length === Object.keys(contract.index()).length
    ? 'every command of the API'
    : commands.join(', ')
}

function commandOf(operationId: string, { contract }: Context): string {
  const [command = operationId] =
    Object.entries(contract.index()).find(([, { id }]) => id === operationId) ?? []
  return command.replaceAll(':', ' ')
}
