import { type Paint, paintFor } from '../../src/output/paint.ts'
import { type ArgSpec, type Command, type FlagSpec, globalFlags, type HelpTexts } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { columns, wrap } from '../kernel/help-layout.ts'
import { commandIds, commandOf, writtenIds } from './catalogue.ts'
import { helpTopicNames } from './help-topic-names.ts'

/** The help of one command. Long texts of operations are read here, and nowhere else. */
export function commandHelp(command: Command, context: Context): string {
  const { stdout } = context.terminal
  const paint = paintFor(stdout)
  const width = Math.min(stdout.columns, 110)
  const texts = command.texts?.(context) ?? {}
  const typed = `${context.typedName} ${command.id.replaceAll(':', ' ')}`
  const own = Object.entries(command.flags).toSorted(requiredFirst)
  const required = own.filter(([, flag]) => flag.required === true)
  const words = required.map(([name, flag]) => flagSyntax(name, flag, texts))
  const usage = [typed, ...command.args.map(argSyntax), ...words, '[FLAGS]'].join(' ')
  return [
    `${command.summary}\n`,
    texts.description === undefined ? '' : `\n${wrap(texts.description, width)}`,
    section('Usage', `  ${usage}\n`, paint),
    section('Arguments', columns(argRows(command, texts), width), paint),
    section('Flags', columns(own.map(flagRow(texts)), width), paint),
    section('Everywhere', columns(Object.entries(globalFlags).map(flagRow({})), width), paint),
    section('Examples', exampleText(texts, context, paint), paint),
    section('Errors', errorText(texts, width, context), paint),
  ].join('')
}

/** The commands of a topic such as `bookings`; for the empty topic the help of the tool. */
export function topicHelp(topic: string, context: Context): Promise<string> {
  return topic === '' ? rootHelp(context) : groupHelp(topic, context)
}

async function groupHelp(topic: string, context: Context): Promise<string> {
  const paint = paintFor(context.terminal.stdout)
  const width = Math.min(context.terminal.stdout.columns, 110)
  const ids = commandIds(context.contract).filter(id => id.startsWith(`${topic}:`))
  const name = topic.replaceAll(':', ' ')
  return [
    `Commands of \`${context.typedName} ${name}\`\n`,
    section('Commands', columns(await commandRows(ids, context), width), paint),
    `\n${paint('dim', `More of each: ${context.typedName} ${name} COMMAND --help`)}\n`,
  ].join('')
}

async function rootHelp(context: Context): Promise<string> {
  const paint = paintFor(context.terminal.stdout)
  const width = Math.min(context.terminal.stdout.columns, 110)
  const api = Object.keys(context.contract.index())
  const groups = [...new Set(api.map(id => id.split(':')[0] ?? ''))]
  const ofSandbox = writtenIds.filter(id => id.startsWith('sandbox:'))
  const sandbox = ofSandbox.filter(id => id.split(':').length === 2)
  // `sandbox clock` and its like have one row each, however many verbs stand behind them.
  const parts = ofSandbox.filter(id => !sandbox.includes(id)).map(id => id.split(':').slice(0, 2).join(':'))
  const row = (group: string, ids: readonly string[]) => shortened(groupRow(group, ids), width - 20)
  // Verbs that are written by hand stand with those of the API: `events tail` beside `events list`.
  const verbs = [...api, ...writtenIds]
  const tools = writtenIds.filter(id => !id.startsWith('sandbox:') && !id.includes(':'))
  return [
    'The IdeaDunes bookings API in your terminal, and a sandbox of it on your machine.\n',
    section('Usage', `  ${context.typedName} COMMAND [FLAGS]\n`, paint),
    section(
      'API',
      columns(
        groups.map(group => row(group, verbs)),
        width,
      ),
      paint,
    ),
    section(
      'Sandbox',
      columns(
        [groupRow('sandbox', sandbox), ...[...new Set(parts)].map(part => row(part, writtenIds))],
        width,
      ),
      paint,
    ),
    section('Tools', columns(await commandRows(tools, context), width), paint),
    `\n${paint('dim', `More of each: ${context.typedName} COMMAND --help. Begin with: ${context.typedName} sandbox start`)}\n`,
    `${paint('dim', `More: ${helpTopicNames.map(name => `${context.typedName} help ${name}`).join(', ')}`)}\n`,
  ].join('')
}

function section(title: string, text: string, paint: Paint): string {
  return text === '' ? '' : `\n${paint('bold', title)}\n${text}`
}

/** A group and the verbs that stand behind it. */
function groupRow(group: string, ids: readonly string[]) {
  const verbs = ids.filter(id => id.startsWith(`${group}:`)).map(id => id.slice(group.length + 1))
  return [group.replaceAll(':', ' '), verbs.map(verb => verb.replaceAll(':', ' ')).join(', ')] as const
}

/** A row of one line: what does not fit is a question of the group's own help. */
function shortened([group, verbs]: readonly [string, string], width: number): readonly [string, string] {
  if (verbs.length <= width) return [group, verbs]
  return [group, `${verbs.slice(0, verbs.lastIndexOf(', ', width - 3))}, …`]
}

function commandRows(ids: readonly string[], { contract }: Context) {
  return Promise.all(
    ids.map(async id => [id.replaceAll(':', ' '), (await commandOf(id, contract))?.summary ?? ''] as const),
  )
}

function argRows(command: Command, texts: HelpTexts) {
  return command.args.map(
    ({ name, summary }) => [name.toUpperCase(), texts.args?.[name] ?? summary ?? ''] as const,
  )
}

function flagRow(texts: HelpTexts) {
  return ([name, flag]: readonly [string, FlagSpec]) => {
    const described = texts.flags?.[name]
    const notes = [
      flag.required === true ? '(required)' : '',
      described?.description ?? flag.summary ?? '',
      flag.options === undefined
        ? ''
        : `${flag.several === true ? 'Of' : 'One of'} ${flag.options.join(', ')}.`,
      described?.default === undefined ? '' : `Default: ${JSON.stringify(described.default)}.`,
      flag.env === undefined ? '' : `[env: ${flag.env}]`,
    ].filter(note => note !== '')
    return [flagSyntax(name, flag, texts), notes.join(' ')] as const
  }
}

function argSyntax({ name, optional }: ArgSpec): string {
  return optional === true ? `[${name.toUpperCase()}]` : name.toUpperCase()
}

function requiredFirst([, one]: readonly [string, FlagSpec], [, other]: readonly [string, FlagSpec]): number {
  return Number(other.required ?? false) - Number(one.required ?? false)
}

/** A command's own errors one by one; of those that all have, the names in a sentence. */
function errorText({ errors = [], commonErrors = [] }: HelpTexts, width: number, context: Context): string {
  const own = columns(
    errors.map(({ code, text }) => [code, text]),
    width,
  )
  if (commonErrors.length === 0) return own
  const others = `As other commands: ${commonErrors.join(', ')}. About each: ${context.typedName} errors CODE`
  return `${own}${wrap(others, width - 2).replaceAll(/^(?=.)/gm, '  ')}`
}

function flagSyntax(name: string, flag: FlagSpec, texts: HelpTexts): string {
  if (flag.kind === 'boolean') return flag.negatable === true ? `--[no-]${name}` : `--${name}`
  const value =
    flag.valueName ??
    texts.flags?.[name]?.valueName ??
    { integer: 'N', number: 'N', json: 'JSON', strings: 'TEXT' }[flag.kind as string]
  return `--${name} ${value ?? 'TEXT'}${flag.kind === 'strings' ? ' …' : ''}`
}

function exampleText(texts: HelpTexts, context: Context, paint: Paint): string {
  return (texts.examples ?? [])
    .map(({ title, command }) => `  ${paint('dim', `# ${title}`)}\n  ${context.typedName} ${command}\n`)
    .join('')
}
