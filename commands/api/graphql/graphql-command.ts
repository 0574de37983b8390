import { sendRepeatedly } from '../../../src/client/exchange.ts'
import { failureOf } from '../../../src/client/failures.ts'
import { wireRequestTo } from '../../../src/client/wire-request.ts'
import { Failure } from '../../../src/failure/failure.ts'
import { writeJson } from '../../../src/output/json.ts'
import { approveWrite } from '../../connect/approve-write.ts'
import { clientOptions, connectionOf } from '../../connect/connection.ts'
import { type CommandInput, defineCommand } from '../../kernel/command.ts'
import type { Context } from '../../kernel/context.ts'
import { StreamedFailure } from '../../kernel/streamed-failure.ts'
import { type DryRun, dryRunOf, renderDryRun } from '../dry-run.ts'
import { rawUrl } from '../raw/raw-url.ts'
import { isMutation } from './document-kind.ts'
import { type GraphqlAnswer, graphqlAnswerOf, refusalOf } from './graphql-answer.ts'
import { graphqlFlags } from './graphql-flags.ts'
import { queryText, variablesOf } from './graphql-input.ts'

type Result =
  | DryRun
  | { readonly kind: 'answer'; readonly body: GraphqlAnswer; readonly refusal: Failure | undefined }

/** `ideadunes graphql`: a query or a mutation, with the key, retries and checks of every other command. */
export const graphqlCommand = defineCommand({
  id: 'graphql',
  summary: 'Send a query or a mutation of GraphQL',
  args: [{ name: 'query', summary: 'The query, @FILE, or - for stdin.', optional: true }],
  flags: graphqlFlags,
  texts: () => ({
    description:
      'Sends a document of GraphQL to /v2/graphql and prints what it answers. A mutation carries an idempotency key, and asks ' +
      'before it changes anything live. Where something was refused, what could be read is printed, and the command exits as for ' +
      'that refusal: with 3 where the API refuses.',
    examples: [
      { title: 'A query', command: "graphql '{ tenant { name timezone } }'" },
      {
        title: 'With variables',
        command:
          "graphql 'query($id: ID!) { booking(booking_id: $id) { status customer { name } } }' -f id=bk_01HXYW999",
      },
      {
        title: 'A change',
        command: 'graphql \'mutation { createCustomer(input: { name: "Ada" }) { id revision } }\'',
      },
    ],
  }),
  howToLook: () => 'To look: `ideadunes audit events`.',
  run,
  async render(result, _, context) {
    const { stdout } = context.terminal
    if (result.kind === 'dry-run') return await renderDryRun(result, context)
    const { body, refusal } = result
    if (body.data !== undefined && body.data !== null) await writeJson(stdout, body.data)
    if (refusal !== undefined) throw refusal
  },
  async renderJson(result, context) {
    const { stdout } = context.terminal
    if (result.kind === 'dry-run') return await writeJson(stdout, result.request)
    await writeJson(stdout, result.body)
    if (result.refusal !== undefined) throw new StreamedFailure(result.refusal)
  },
})

async function run(
  { args, flags, json }: CommandInput<typeof graphqlFlags>,
  context: Context,
): Promise<Result> {
  const query = await queryText(args.query, flags, context)
  const variables = await variablesOf(flags, context)
  const operationName = flags['operation-name']
  const changes = isMutation(query, operationName)
  if (!changes && flags['idempotency-key'] !== undefined) throw nothingToRepeat()
  const connection = await connectionOf(flags, context)
  const options = await clientOptions(connection, context, { keepAlive: false, verbose: flags.verbose })
  const body = JSON.stringify({
    query,
    ...(variables !== undefined && { variables }),
    ...(operationName !== undefined && { operationName }),
  })
  const request = wireRequestTo(
    rawUrl(connection.baseUrl, '/v2/graphql', {}),
    { method: 'POST', accept: 'application/graphql-response+json, application/json', body, changes },
    { idempotencyKey: flags['idempotency-key'], clientSecret: flags['client-secret'] },
    options,
  )
  if (flags['dry-run'] === true) return dryRunOf(request)
  if (changes) {
    const said = { live: flags.live === true, yes: flags.yes === true, json }
    await approveWrite(connection, { what: 'graphql', isDestructive: false, ...said }, context)
  }
  const answer = await sendRepeatedly(request, options)
  const found = graphqlAnswerOf(answer)
  if (found === undefined) throw failureOf(answer, request.url)
  return { kind: 'answer', body: found, refusal: refusalOf(found, answer, request.url, context) }
}

function nothingToRepeat(): Failure {
  return new Failure('usage', 'invalid_flag', '--idempotency-key is for mutations, and this is none', {
    field: '--idempotency-key',
    hint: 'Leave it out: a query changes nothing, however often it is sent.',
  })
}
