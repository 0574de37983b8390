import type { GraphQLResolveInfo } from 'graphql'
import { ApiError } from '../../../src/contract/errors/errors.ts'
import type { AnyFile } from '../../../src/contract/media-types.ts'
import type { Operation } from '../../../src/contract/operation.ts'
import type { Outcome } from '../../calls/call.ts'
import { perform } from '../../calls/perform.ts'
import type { Relations } from '../schema/relations.ts'
import type { Args, Resolvers } from '../schema/resolvers.ts'
import type { Asking, Running } from './asking.ts'
import { connectionOf } from './connection.ts'
import { callOf } from './operation-call.ts'
import { pageOfArgs } from './page-of-args.ts'

/** Fields answered by the operations of the contract, through the door that HTTP takes too. */
export function resolversOf(running: Running, relations: Relations): Resolvers {
  return {
    run: (operation, args, context, info) => run(operation, args, context as Asking, running, info),
    read: (readable, id, context) => (context as Asking).loading.object(readable, id, context as Asking),
    belonging: (belonging, id, args, context) =>
      (context as Asking).loading.belonging(belonging, id, args, context as Asking),
    async node(id, context) {
      const readable = relations.byPrefix.get(id.split('_', 1)[0] ?? '')
      if (readable === undefined) return null
      const call = callOf(readable.get, { [readable.parameter]: id }, context as Asking, running)
      return await perform(call).then(objectOf, thrown => {
        if (thrown instanceof ApiError && thrown.code === 'not_found') return null
        throw thrown
      })
    },
  }
}

async function run(
  operation: Operation,
  args: Args,
  asking: Asking,
  running: Running,
  { path }: GraphQLResolveInfo,
): Promise<unknown> {
  const key = operation.safe ? null : keyOf(asking, String(path.key))
  const call = callOf(operation, args, asking, running, key)
  if (operation.orders === null) return answerOf(operation, await perform(call))
  const asked = pageOfArgs(operation, args, call.caller, call.input)
  const { object, page } = await perform({ ...call, page: asked.page })
  if (page === null) throw new Error(`${operation.id} answered no page.`)
  const { data: nodes } = object as { data: readonly unknown[] }
  return connectionOf({ operation, caller: call.caller, input: call.input, asked, nodes, page })
}

/** One header serves several writes: each has the name of its field behind the key. */
function keyOf({ idempotencyKey, writesSeveral }: Asking, responseKey: string): string | null {
  return idempotencyKey === null || !writesSeveral ? idempotencyKey : `${idempotencyKey}:${responseKey}`
}

function answerOf(operation: Operation, outcome: Outcome): unknown {
  if (outcome.file === null) return objectOf(outcome)
  const { mediaType } = operation
  const file: AnyFile = outcome.file
  const bytes = 'text' in file ? Buffer.from(file.text) : Buffer.from(file.bytes)
  return { media_type: mediaType, text: 'text' in file ? file.text : null, base64: bytes.toString('base64') }
}

/** What was answered. A refusal that committed is an error here as well; of a replay only the text is kept. */
function objectOf({ object, refusal, replay, status, text }: Outcome): unknown {
  if (refusal !== null) throw refusal
  if (replay === null) return object
  const kept = JSON.parse(text.toString()) as { error?: ReplayedError }
  if (status < 400 || kept.error === undefined) return kept
  const { code, message, details } = kept.error
  throw new ApiError(code, { message, ...(details !== undefined && { details }) })
}

interface ReplayedError {
  readonly code: ApiError['code']
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>>
}
