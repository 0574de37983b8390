import type { FastifyInstance } from 'fastify'
import { ApiError, validationFailed } from '../../src/contract/errors/errors.ts'
import type { MessageList, MessageView } from '../../src/control/message-control.ts'
import { typedQuery } from '../pipeline/query-values.ts'
import { renderMessage } from '../rules/messages/render-message.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { findMessage, messagesAfter } from '../store/messages.ts'
import type { MessageRow } from '../store/schema.ts'
import { messagesQuery } from './bodies.ts'
import type { ReadBody, TargetOf } from './control.ts'
import { findWithin } from './long-poll.ts'
import type { GoneOf } from './who-is-gone.ts'

/** Registers /_sandbox/messages: the outbox, across tenants, in the order in which it was written. */
export function registerMessages(
  app: FastifyInstance,
  targetOf: TargetOf,
  readBody: ReadBody,
  goneOf: GoneOf,
): void {
  app.get('/_sandbox/messages', async (request, reply): Promise<MessageList> => {
    const { sandbox } = targetOf(request)
    const { query } = typedQuery(messagesQuery, request.query as Record<string, string>)
    const {
      after,
      kind,
      customer,
      booking,
      tenant,
      limit = 100,
      wait_ms = 0,
    } = readBody(messagesQuery, query)
    // One more than is answered, to know whether there are more.
    const part = {
      afterSeq: after === undefined ? 0 : await seqOf(sandbox, after),
      limit: limit + 1,
      ...(tenant !== undefined && { tenantId: tenant }),
      ...(kind !== undefined && { kinds: kind.split(',') }),
      ...(customer !== undefined && { customerId: customer }),
      ...(booking !== undefined && { objectId: booking }),
    }
    const found = await findWithin(() => sandbox.store.read(trx => messagesAfter(trx, part)), {
      waitMs: wait_ms,
      listen: sandbox.onCommit,
      gone: goneOf(reply, sandbox),
    })
    return { data: await rendered(found.slice(0, limit)), has_more: found.length > limit }
  })
  app.get<{ Params: { message: string } }>(
    '/_sandbox/messages/:message',
    async (request): Promise<MessageView> => {
      const { message: id } = request.params
      const row = await targetOf(request).sandbox.store.read(trx => findMessage(trx, id))
      const [view] = row === undefined ? [] : await rendered([row])
      if (view === undefined)
        throw new ApiError('not_found', { message: `There is no message ${id} in this sandbox` })
      return view
    },
  )
}

async function rendered(rows: readonly MessageRow[]): Promise<MessageView[]> {
  // Loaded by the first who reads a message: a start of the sandbox does not wait for it.
  const { calendarFile } = await import('../rules/calendar-file/calendar-file.ts')
  return rows.map(row => renderMessage(row, calendarFile))
}

async function seqOf(sandbox: Sandbox, id: string): Promise<number> {
  const message = await sandbox.store.read(trx => findMessage(trx, id))
  if (message !== undefined) return message.seq
  throw validationFailed([
    { path: '/after', code: 'not_found', message: `names no message of this sandbox: ${id}` },
  ])
}
