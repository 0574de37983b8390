import type { Operation } from '../../../src/contract/operation.ts'
import type { Call } from '../../calls/call.ts'
import { requireScope } from '../../pipeline/authenticate.ts'
import { filterArgument } from '../schema/names.ts'
import type { Args } from '../schema/resolvers.ts'
import type { Asking, Running } from './asking.ts'

/** The call of an operation that a field stands for, without its page: the same that a request to its route would be. */
export function callOf(
  operation: Operation,
  args: Args,
  { caller, requestId, clientSecret, reads }: Asking,
  { handlers, validatorOf }: Running,
  idempotencyKey: string | null = null,
): Call {
  requireScope(operation, caller.key)
  const { id, params, query, body, conditional } = operation
  const handler = handlers[id]
  if (handler === undefined) throw new Error(`The operation ${id} has no handler.`)
  const input = {
    params: Object.fromEntries(Object.keys(params.properties).map(name => [name, String(args[name])])),
    query: given(
      args,
      Object.keys(query.properties),
      operation.orders === null ? name => name : filterArgument,
    ),
    body: body === null ? null : (args.input ?? {}),
  }
  const secret = args.client_secret ?? clientSecret
  return {
    operation,
    handler,
    caller: {
      sandbox: caller.key.sandbox,
      tenant: caller.tenant,
      key: { id: caller.key.id, scope: caller.key.scope },
    },
    requestId,
    idempotencyKey,
    clientSecret: typeof secret === 'string' ? secret : null,
    ifMatch: conditional && typeof args.if_revision === 'number' ? `"${args.if_revision}"` : null,
    input,
    page: null,
    reads,
    faults: [...validatorOf(query)(input.query), ...(body === null ? [] : validatorOf(body)(input.body))],
  }
}

/** The arguments of these names; one that is null was not given. */
function given(
  args: Args,
  names: readonly string[],
  argumentOf: (name: string) => string,
): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap(name => {
      const value = args[argumentOf(name)]
      return value === undefined || value === null ? [] : [[name, value]]
    }),
  )
}
