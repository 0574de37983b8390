import type { Page } from '../../src/client/client-types.ts'
import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import { clientFor, connectionOf } from '../connect/connection.ts'
import type { Command, CommandInput, HelpTexts } from '../kernel/command.ts'
import { confirm } from '../kernel/confirm.ts'
import type { Context } from '../kernel/context.ts'
import { refuseBytesOnTerminal } from './api-file.ts'
import { apiFlags } from './api-flags.ts'
import { apiRequest, type RequestFlags } from './api-request.ts'
import { type ApiResult, renderApiJson, renderApiResult } from './api-result.ts'

/** Makes the command that stands for an operation. */
export function apiCommand(id: string, entry: CommandEntry): Command {
  const command: Command<ApiResult> = {
    id,
    summary: entry.summary,
    args: placeholdersOf(entry.path).map(name => ({ name })),
    flags: apiFlags(entry),
    texts: context => helpTextsOf(entry, context),
    run: (input, context) => callApi(entry, command as Command, input, context),
    render: (result, input, context) => renderApiResult(id, entry, result, input, context),
    renderJson: renderApiJson,
  }
  return command as Command
}

async function callApi(
  entry: CommandEntry,
  command: Command,
  input: CommandInput,
  context: Context,
): Promise<ApiResult> {
  const flags = input.flags as RequestFlags
  refuseBytesOnTerminal(entry, input, context)
  const request = await apiRequest(entry, command, input, context)
  const connection = await connectionOf(flags, context)
  if (entry.destructive === true && flags.yes !== true) {
    const target = [command.id.replaceAll(':', ' '), ...Object.values(input.args)].join(' ')
    await confirm(`\`${target}\` cannot be undone. Go ahead?`, input.json, context)
  }
  const walk = entry.paged === true && flags.all === true
  const client = clientFor(connection, { [entry.id]: entry }, context, walk)
  if (walk) return { kind: 'walk', pages: client.pages(entry.id, wholePages(entry, request)) }
  const { data, status, headers } = await client.send(entry.id, request)
  if (entry.paged === true) return { kind: 'page', page: data as Page }
  if (entry.file !== undefined)
    return { kind: 'file', type: entry.file, content: data as string | Uint8Array }
  return { kind: 'object', data, status, replayed: headers['x-idempotent-replayed'] === 'true' }
}

/** Who walks all pages wants few requests: 100 rows each, by default. */
function wholePages<Request extends { readonly query?: object }>(
  entry: CommandEntry,
  request: Request,
): Request {
  return 'limit' in entry.flags ? { ...request, query: { limit: 100, ...request.query } } : request
}

function placeholdersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

function helpTextsOf(entry: CommandEntry, context: Context): HelpTexts {
  const texts = context.contract.texts(entry.id)
  const hints = context.contract.errors()
  return {
    description: texts.description,
    args: Object.fromEntries(texts.args.map(({ name, description }) => [name, description])),
    flags: texts.flags,
    examples: texts.examples,
    errors: Object.entries(texts.refusals).map(([code, when]) => ({
      code,
      text: `${when} ${hints[code]?.hint ?? ''}`,
    })),
    commonErrors: texts.errors.filter(code => !Object.hasOwn(texts.refusals, code)),
  }
}
