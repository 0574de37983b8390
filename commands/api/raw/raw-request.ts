import { sendRepeatedly } from '../../../src/client/exchange.ts'
import { failureOf } from '../../../src/client/failures.ts'
import type { WireRequest, WireResponse } from '../../../src/client/transport.ts'
import { wireRequestTo } from '../../../src/client/wire-request.ts'
import { Failure } from '../../../src/failure/failure.ts'
import { parseJson } from '../../../src/text/parse-json.ts'
import { approveWrite } from '../../connect/approve-write.ts'
import { clientOptions, connectionOf } from '../../connect/connection.ts'
import { type CommandInput, defineCommand } from '../../kernel/command.ts'
import type { Context } from '../../kernel/context.ts'
import { dryRunOf } from '../dry-run.ts'
import { fileText } from '../typed-text.ts'
import { bodyFields, queryFields } from './raw-fields.ts'
import { type RawFlags, rawFlags } from './raw-flags.ts'
import { pagesOf } from './raw-pages.ts'
import { type RawResult, renderRaw, renderRawJson } from './raw-result.ts'
import { rawUrl } from './raw-url.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']

/** `ideadunes api`: any request, with the key, retries and checks of every other command. */
export const apiRequestByHand = defineCommand({
  id: 'api',
  summary: 'Send any request to the API',
  args: [
    { name: 'method', summary: `${methods.join(', ')}.` },
    { name: 'path', summary: 'A path of the API, such as /v2/bookings.' },
  ],
  flags: rawFlags,
  texts: () => ({
    description:
      'Sends a request with the key, the tenant and the checks of every other command, and prints the answer as it came. ' +
      'Fields are the body, or the query of a GET; changes carry an idempotency key. Exits like every command: with 3 where ' +
      'the API refuses.',
    examples: [
      { title: 'A list', command: 'api GET /v2/bookings -f status=confirmed -f limit=2' },
      { title: 'All pages of it', command: 'api GET /v2/customers --paginate' },
      {
        title: 'A change',
        command: "api PATCH /v2/bookings/bk_01HXYW999 -f notes=Moved -f 'metadata[source]=phone'",
      },
      { title: 'Status and headers too', command: 'api GET /v2/tenant --include' },
    ],
  }),
  howToLook: () => 'To look: `ideadunes audit events`.',
  run,
  render: renderRaw,
  renderJson: renderRawJson,
})

async function run(
  { args, flags, json }: CommandInput<typeof rawFlags>,
  context: Context,
): Promise<RawResult> {
  const { path = '' } = args
  const method = methodOf(args.method ?? '')
  const isRead = method === 'GET' || method === 'HEAD'
  if (flags.paginate === true && method !== 'GET') throw notAList()
  if (isRead && flags.input !== undefined)
    throw new Failure('usage', 'invalid_flag', `A ${method} has no body`, { field: '--input' })
  const { body, query } = contentOf(isRead, flags, await inputOf(flags, context))
  const connection = await connectionOf(flags, context)
  const wish = { keepAlive: flags.paginate === true, verbose: flags.verbose }
  const options = await clientOptions(connection, context, wish)
  const request = wireRequestTo(
    rawUrl(connection.baseUrl, path, query),
    { method, accept: 'application/json, */*', body },
    {
      idempotencyKey: flags['idempotency-key'],
      ifMatch: flags['if-match'],
      clientSecret: flags['client-secret'],
    },
    options,
  )
  if (flags['dry-run'] === true) return dryRunOf(request)
  if (!isRead) {
    const said = { live: flags.live === true, yes: flags.yes === true, json }
    const what = `api ${method} ${request.url.pathname}`
    await approveWrite(connection, { what, isDestructive: method === 'DELETE', ...said }, context)
  }
  const send = (one: WireRequest) => sendRepeatedly(one, options)
  if (flags.paginate === true) return { kind: 'walk', pages: pagesOf(request, send) }
  return answerOf(await send(request), request.url, flags.include === true)
}

/** A refusal is thrown, unless its head is to be seen: then it is shown first. */
function answerOf(answer: WireResponse, url: URL, include: boolean): RawResult {
  const isRefused = answer.status < 200 || answer.status >= 300
  if (!isRefused) return { kind: 'answer', answer, include, refusal: undefined }
  const refusal = failureOf(answer, url)
  if (!include) throw refusal
  return { kind: 'answer', answer, include, refusal }
}

function methodOf(typed: string): string {
  const method = typed.toUpperCase()
  if (methods.includes(method)) return method
  throw new Failure(
    'usage',
    'invalid_argument',
    `METHOD must be one of ${methods.join(', ')}, not ${typed}`,
    {
      field: 'METHOD',
      hint: 'For example `ideadunes api GET /v2/bookings`.',
    },
  )
}

/** Fields are the query of what has no body of its own, and of what has one already. */
function contentOf(isRead: boolean, { field = [] }: RawFlags, input: string | undefined) {
  if (isRead || input !== undefined) return { body: input, query: queryFields(field) }
  return { body: field.length === 0 ? undefined : JSON.stringify(bodyFields(field)), query: {} }
}

async function inputOf({ input }: RawFlags, context: Context): Promise<string | undefined> {
  if (input === undefined) return undefined
  const text = input === '-' ? await context.terminal.stdin.readText() : fileText(input, context, wrongInput)
  try {
    parseJson(text)
    return text
  } catch (error) {
    throw wrongInput(`--input is not valid JSON: ${(error as Error).message}`)
  }
}

function wrongInput(message: string): Failure {
  return new Failure('usage', 'invalid_data', message, { field: '--input' })
}

function notAList(): Failure {
  return new Failure('usage', 'invalid_flag', '--paginate walks lists, which are asked for with GET', {
    field: '--paginate',
  })
}
