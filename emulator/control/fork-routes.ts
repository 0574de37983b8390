import type { FastifyInstance } from 'fastify'
import { ApiError, validationFailed } from '../../src/contract/errors/errors.ts'
import type { ForkMade, SandboxList, SandboxView } from '../../src/control/sandbox-control.ts'
import type { Fleet } from '../fleet/fleet.ts'
import type { FleetSandbox } from '../fleet/fleet-sandbox.ts'
import { endOfLog } from '../store/events.ts'
import { toAnswer, toStored } from '../store/instants.ts'
import { newestMessageId } from '../store/messages.ts'
import { newestRequestNumber } from '../store/request-log.ts'
import { forkBody } from './bodies.ts'
import type { ControlOf, ReadBody, TargetOf } from './control.ts'

/** Registers /_sandbox/forks: copies of a sandbox with keys of their own. */
export function registerForks(
  app: FastifyInstance,
  controlOf: ControlOf,
  targetOf: TargetOf,
  readBody: ReadBody,
): void {
  app.get(
    '/_sandbox/sandboxes',
    (request): SandboxList => ({
      data: controlOf(request).fleet.list().map(viewOf),
    }),
  )
  app.post('/_sandbox/forks', async (request, reply): Promise<ForkMade> => {
    const { name, expires_in_seconds, keep, from_snapshot } = readBody(forkBody, request.body)
    const { fork, keys } = await controlOf(request).fleet.fork(targetOf(request), {
      ...(name !== undefined && { name }),
      ...(expires_in_seconds !== undefined && { expiresInMs: expires_in_seconds * 1000 }),
      ...(keep !== undefined && { keep }),
      ...(from_snapshot !== undefined && { fromSnapshot: from_snapshot }),
    })
    reply.code(201)
    const copied = await fork.sandbox.store.read(async trx => ({
      last_event_id: (await endOfLog(trx)).eventId,
      last_message_id: await newestMessageId(trx),
      last_request_number: await newestRequestNumber(trx),
    }))
    return { ...viewOf(fork), ...copied, keys }
  })
  app.delete<{ Params: { fork: string } }>('/_sandbox/forks/:fork', async request => {
    const { fleet } = controlOf(request)
    const fork = foundSandbox(fleet, request.params.fork)
    if (fork === fleet.main) {
      throw validationFailed([
        { path: '/fork', code: 'not_possible', message: 'is the sandbox itself; only forks are discarded' },
      ])
    }
    const view = viewOf(fork)
    await fleet.discard(fork)
    return view
  })
}

/** The sandbox of an id or name. Throws `not_found`. */
export function foundSandbox(fleet: Fleet, idOrName: string): FleetSandbox {
  const found = fleet.find(idOrName)
  if (found !== undefined) return found
  throw new ApiError('not_found', {
    message: `There is no sandbox ${idOrName} here; it may have been discarded, or have expired`,
  })
}

function viewOf({ id, name, data, createdMs, expiresMs }: FleetSandbox): SandboxView {
  return {
    id,
    name,
    kept: data !== ':memory:',
    data,
    created_at: toAnswer(toStored(createdMs)),
    expires_at: expiresMs === null ? null : toAnswer(toStored(expiresMs)),
  }
}
