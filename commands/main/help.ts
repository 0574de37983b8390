import { type Paint, paintFor } from '../../src/output/paint.ts'
import { asTyped } from '../kernel/as-typed.ts'
import { type ArgSpec, type Command, type FlagSpec, globalFlags, type HelpTexts } from '../kernel/command.ts'
import type { Context } from '../kernel/context.ts'
import { columns, helpWidth, section, wrap } from '../kernel/help-layout.ts'
import { commandIds, commandSummaries } from './catalogue.ts'

/** The help of one command. Long texts of operations are read here, and nowhere else. */
export function commandHelp(command: Command, context: Context): string {
  const { stdout } = context.terminal
  const paint = paintFor(stdout)
  const width = helpWidth(stdout)
  const texts = command.texts?.(context) ?? {}
  const typed = `${context.typedName} ${command.id.replaceAll(':', ' ')}`
  const own = Object.entries(command.flags).toSorted(requiredFirst)
  const required = own.filter(([, flag]) => flag.required === true)
  const words = required.map(([name, flag]) => flagSyntax(name, flag, texts))
  const usage = [typed, ...command.args.map(argSyntax), ...words, '[FLAGS]'].join(' ')
  // Before lines are made of it: what people type may be longer than the name.
  const named = ([name, text]: readonly [string, string]) => [name, asTyped(text, context)] as const
  return [
    `${command.summary}\n`,
    texts.description === undefined ? '' : `\n${wrap(asTyped(texts.description, context), width)}`,
    section('Usage', `  ${usage}\n`, paint),
    section('Arguments', columns(argRows(command, texts).map(named), width), paint),
    section('Flags', columns(own.map(flagRow(texts)).map(named), width), paint),
    section('Everywhere', columns(Object.entries(globalFlags).map(flagRow({})), width), paint),
    section('Examples', exampleText(texts, context, paint), paint),
    section('Errors', errorText(texts, width, context), paint),
  ].join('')
}

/** The commands of a topic such as `bookings`. */
export async function topicHelp(topic: string, context: Context): Promise<string> {
  const paint = paintFor(context.terminal.stdout)
  const width = helpWidth(context.terminal.stdout)
  const ids = commandIds(context.contract).filter(id => id.startsWith(`${topic}:`))
  const name = topic.replaceAll(':', ' ')
  return [
    `Commands of \`${context.typedName} ${name}\`\n`,
    section('Commands', columns(await commandSummaries(ids, context.contract), width), paint),
    `\n${paint('dim', `More of each: ${context.typedName} ${name} COMMAND --help`)}\n`,
  ].join('')
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

function argSyntax({ name, optional, repeated }: ArgSpec): string {
  const typed = `${name.toUpperCase()}${repeated === true ? ' …' : ''}`
  return optional === true ? `[${typed}]` : typed
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
  return `${flag.char === undefined ? '' : `-${flag.char}, `}--${name} ${value ?? 'TEXT'}${flag.kind === 'strings' ? ' …' : ''}`
}

function exampleText(texts: HelpTexts, context: Context, paint: Paint): string {
  return (texts.examples ?? [])
    .map(({ title, command }) => `  ${paint('dim', `# ${title}`)}\n  ${context.typedName} ${command}\n`)
    .join('')
}
