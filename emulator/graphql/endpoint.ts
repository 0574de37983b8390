import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
} from 'graphql'
import type { ErrorCode } from '../../src/contract/errors/errors.ts'
import { operations } from '../../src/contract/index.ts'
import type { SharedReads } from '../calls/call.ts'
import { handlers } from '../operations/index.ts'
import type { AnyHandler } from '../rules/context/context.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { readTogether } from '../store/read-together.ts'
import { createValidators } from '../validation/validation.ts'
import { createDocuments } from './documents.ts'
import { codeOf, formatError } from './errors.ts'
import type { Asking, Running } from './execution/asking.ts'
import { createLoading } from './execution/loading.ts'
import { resolversOf } from './execution/resolve.ts'
import { readRequest } from './request.ts'
import { relationsOf } from './schema/relations.ts'
import { buildSchema } from './schema/schema.ts'

/** What HTTP knows of a request. */
export interface Asked extends Pick<Asking, 'caller' | 'requestId' | 'idempotencyKey' | 'clientSecret'> {
  readonly body: unknown
}

export interface GraphqlAnswer {
  readonly status: number
  readonly body: { readonly data?: unknown; readonly errors?: readonly GraphQLFormattedError[] }
  /** The code of the first error, for the log. */
  readonly refused: ErrorCode | null
}

/** Answers a request. Throws ApiError for a body that is none. */
export type GraphqlEndpoint = (asked: Asked) => Promise<GraphqlAnswer>

/** The endpoint of the operations of the contract. */
export function createEndpoint(reportBug: (error: unknown, requestId: string) => void): GraphqlEndpoint {
  const running: Running = {
    handlers: handlers as unknown as Readonly<Record<string, AnyHandler>>,
    validatorOf: createValidators(),
  }
  const schema = buildSchema(operations, resolversOf(running, relationsOf(operations)))
  const read = createDocuments(schema)
  return async ({ body, ...asked }) => {
    const { requestId } = asked
    const request = readRequest(body)
    const answer = (result: ExecutionResult, status: number): GraphqlAnswer => {
      const errors = result.errors?.map(error => formatError(error, requestId, reportBug))
      const [first] = errors ?? []
      return {
        status,
        // Errors first: in a long answer they are what is looked for.
        body: { ...(errors !== undefined && { errors }), ...('data' in result && { data: result.data }) },
        refused: first === undefined ? null : codeOf(first),
      }
    }
    const reading = read(request)
    if ('errors' in reading) return answer(reading, 400)
    const { document, operation } = reading
    const run = async (reads?: SharedReads) => {
      const context: Asking = {
        ...asked,
        writesSeveral: writesSeveral(operation),
        loading: createLoading(running),
        reads,
      }
      return await execute({
        schema,
        document,
        contextValue: context,
        variableValues: request.variables,
        operationName: request.operationName ?? null,
      })
    }
    const { sandbox } = asked.caller.key
    const result = operation.operation === 'query' ? await inOneState(sandbox, document, run) : await run()
    return answer(result, 'data' in result ? 200 : 400)
  }
}

/** Queries that a long read was found in: their fields take turns, each with what it reads. */
const takingTurns = new WeakSet<DocumentNode>()

/** Runs a query in one read transaction, so that its levels tell of one state; unless something in it takes long. */
async function inOneState(
  { store, clock }: Pick<Sandbox, 'store' | 'clock'>,
  document: DocumentNode,
  run: (reads?: SharedReads) => Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  if (!takingTurns.has(document)) {
    const now = clock.now()
    const needTurns = () => void takingTurns.add(document)
    const result = await readTogether(store, read => run({ read, now, needTurns }))
    if (!takingTurns.has(document)) return result
  }
  return await run()
}

/** Whether a mutation has several root fields; fragments may hide some. */
function writesSeveral({ operation, selectionSet: { selections } }: OperationDefinitionNode): boolean {
  return (
    operation === 'mutation' && (selections.length > 1 || selections.some(({ kind }) => kind !== 'Field'))
  )
}
