import type { Client, LooseInput, Page } from '../../src/client/client-types.ts'
import { parseBaseUrl } from '../../src/client/request-url.ts'
import { wireRequestOf } from '../../src/client/wire-request.ts'
import type { CommandEntry } from '../../src/contract/commands/command-index.ts'
import { isThisMachine } from '../../src/network/loopback.ts'
import { keyShape } from '../../src/profiles/key-shape.ts'
import { pathParametersOf } from '../../src/text/path-parameters.ts'
import { clientFor, clientOptions, connectionOf } from '../connect/connection.ts'
import type { Connection } from '../connect/connection-types.ts'
import type { Command, CommandInput, HelpTexts } from '../kernel/command.ts'
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
    args: pathParametersOf(entry.path).map(name => ({ name })),
    flags: apiFlags(entry),
    texts: context => helpTextsOf(entry, context),
    run: (input, context) => callApi(entry, command as Command, input, context),
    render: (result, input, context) => renderApiResult(id, entry, result, input, context),
    renderJson: renderApiJson,
    ...(entry.method !== 'GET' && { howToLook: (_, context) => howToLook(id, context) }),
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
  const walk = entry.paged === true && flags.all === true
  if (flags['dry-run'] === true) return await dryRun(entry, request, connection, context)
  if (entry.method !== 'GET') await approve(entry, command, connection, input, context)
  const read = flags.wait === true ? readOf(entry, context) : undefined
  const wish = { keepAlive: walk || read !== undefined, verbose: flags.verbose }
  const routes = { [entry.id]: entry, ...(read !== undefined && { [read.id]: read }) }
  const client = await clientFor(connection, routes, context, wish)
  if (walk) return { kind: 'walk', pages: await pagesOf(entry, client, input, request) }
  const { data, status, headers } = await client.send(entry.id, request)
  if (entry.paged === true) return { kind: 'page', page: data as Page }
  if (entry.file !== undefined)
    return { kind: 'file', type: entry.file, content: data as string | Uint8Array }
  const replayed = headers['x-idempotent-replayed'] === 'true'
  if (read === undefined || entry.awaits === undefined) return { kind: 'object', data, status, replayed }
  const { awaitEnd } = await import('./await-end.ts')
  const again = async (id: string) => {
    const [name = ''] = pathParametersOf(read.path)
    return (await client.send(read.id, { params: { [name]: id } })).data
  }
  const ended = await awaitEnd(data, again, entry.awaits, input, context)
  return { kind: 'object', data: ended, status, replayed }
}

function readOf({ awaits }: CommandEntry, context: Context): CommandEntry | undefined {
  return awaits === undefined ? undefined : context.contract.index()[awaits.command]
}

async function approve(
  entry: CommandEntry,
  command: Command,
  connection: Connection,
  { args, flags, json }: CommandInput,
  context: Context,
): Promise<void> {
  const isDestructive = entry.destructive === true
  // A live key that goes to this machine goes through something that may pass it on.
  const isLocal = isThisMachine(new URL(connection.baseUrl).hostname)
  if (!isDestructive && isLocal && keyShape(connection.apiKey).mode !== 'live') return
  const { approveWrite } = await import('../connect/approve-write.ts')
  const what = [command.id.replaceAll(':', ' '), ...Object.values(args)].join(' ')
  const said = { live: flags.live === true, yes: flags.yes === true, json }
  await approveWrite(connection, { what, isDestructive, ...said }, context)
}

async function dryRun(
  entry: CommandEntry,
  request: LooseInput,
  connection: Connection,
  context: Context,
): Promise<ApiResult> {
  const { dryRunOf } = await import('./dry-run.ts')
  const options = await clientOptions(connection, context, { keepAlive: false })
  return dryRunOf(wireRequestOf(entry, request, parseBaseUrl(connection.baseUrl), options))
}

/** Objects of the kind that was changed are where there is a list of them. */
function howToLook(id: string, { contract }: Context): string {
  const list = `${id.split(':')[0]}:list`
  const shown = Object.hasOwn(contract.index(), list) ? list.replace(':', ' ') : 'audit events'
  return `To look: \`ideadunes ${shown}\`.`
}

/** All pages, or as many rows as `--limit` says: beside `--all` it is no size of a page. */
async function pagesOf(entry: CommandEntry, client: Client, { flags }: CommandInput, request: LooseInput) {
  if (typeof flags.limit !== 'number' || entry.flags.limit === undefined)
    return client.pages(entry.id, wholePages(entry, request))
  const { pagesUpTo } = await import('./pages-up-to.ts')
  return pagesUpTo(flags.limit, client, entry.id, request)
}

/** Who walks all pages wants few requests: 100 rows each. */
function wholePages<Request extends { readonly query?: object }>(
  entry: CommandEntry,
  request: Request,
): Request {
  return 'limit' in entry.flags ? { ...request, query: { limit: 100, ...request.query } } : request
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
