import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { ApiError, errorCatalogue, type FieldFault, refuseFaults } from '../../src/contract/errors/errors.ts'
import { operations } from '../../src/contract/index.ts'
import type { FaultList, FaultsRemoved, FaultView } from '../../src/control/fault-control.ts'
import { nearestOf } from '../../src/text/nearest.ts'
import { type Fault, isSpent, type NewFault } from '../sandbox/faults.ts'
import { flushFaults } from '../sandbox/flush.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { toAnswer, toStored } from '../store/instants.ts'
import { faultBody } from './bodies.ts'
import type { ReadBody, TargetOf } from './control.ts'

/** As many stand side by side at most: each is asked for every request. */
const mostFaults = 100

/** Registers /_sandbox/faults: what is to go wrong with requests of the API. */
export function registerFaults(app: FastifyInstance, targetOf: TargetOf, readBody: ReadBody): void {
  app.get('/_sandbox/faults', (request): FaultList => {
    const { faults } = targetOf(request).sandbox
    return { data: faults.list().map(viewOf) }
  })
  app.post('/_sandbox/faults', async (request, reply): Promise<FaultView> => {
    const body = readBody(faultBody, request.body)
    const { sandbox } = targetOf(request)
    refuseFaults(await wrongIn(body, sandbox))
    if (sandbox.faults.list().length >= mostFaults) {
      const message = `There are ${mostFaults} faults, and no more at a time; remove those that are not needed`
      refuseFaults([{ path: '', code: 'too_many', message }])
    }
    const fault = sandbox.faults.add(faultOf(body, sandbox))
    try {
      await flushFaults(sandbox)
    } catch (error) {
      sandbox.faults.remove(fault.id)
      throw error
    }
    reply.code(201)
    return viewOf(fault)
  })
  app.delete<{ Params: { fault: string } }>(
    '/_sandbox/faults/:fault',
    async (request): Promise<FaultView> => {
      const { sandbox } = targetOf(request)
      const { fault: id } = request.params
      const removed = sandbox.faults.remove(id)
      if (removed === undefined)
        throw new ApiError('not_found', {
          message: `There is no fault ${id} in this sandbox; it may have been removed`,
        })
      await flushFaults(sandbox)
      return viewOf(removed)
    },
  )
  app.delete('/_sandbox/faults', async (request): Promise<FaultsRemoved> => {
    const { sandbox } = targetOf(request)
    const removed = sandbox.faults.clear()
    await flushFaults(sandbox)
    return { removed }
  })
}

type Wish = Static<typeof faultBody>

function faultOf(wish: Wish, { clock }: Sandbox): NewFault {
  const { effect, code, status, delay_ms = 0, operation, tenant, skip = 0, times, probability = 1 } = wish
  return {
    effect,
    code: effect === 'error' ? (code ?? 'internal_error') : null,
    status: effect === 'gateway' ? (status ?? 503) : null,
    delayMs: delay_ms,
    operation: operation ?? null,
    tenant: tenant ?? null,
    skip,
    times: times ?? null,
    probability,
    createdMs: clock.now(),
  }
}

/** What is wrong with a wish of the right shape: members that do not go together, and names of nothing. */
async function wrongIn(wish: Wish, sandbox: Sandbox): Promise<FieldFault[]> {
  const { effect, code, status, delay_ms, operation, tenant } = wish
  const faults: FieldFault[] = []
  const wrong = (path: string, kind: string, message: string) =>
    void faults.push({ path, code: kind, message })
  if (code !== undefined && effect !== 'error')
    wrong('/code', 'not_possible', 'goes with the effect error only')
  if (status !== undefined && effect !== 'gateway')
    wrong('/status', 'not_possible', 'goes with the effect gateway only')
  if (effect === 'delay' && delay_ms === undefined)
    wrong('/delay_ms', 'required', 'is required: it says how long a request waits')
  if (code !== undefined && !Object.hasOwn(errorCatalogue, code))
    wrong('/code', 'not_found', `is no error code of the API${meant(code, Object.keys(errorCatalogue))}`)
  if (operation !== undefined && !known.includes(operation))
    wrong('/operation', 'not_found', `is no operation of the API${meant(operation, known)}`)
  if (tenant !== undefined && (await sandbox.tenant(tenant)) === undefined)
    wrong('/tenant', 'not_found', `names no tenant of this sandbox: ${tenant}`)
  return faults
}

/** GraphQL is one, however many it asks. */
const known = [...operations.map(({ id }) => id), 'graphql']

function meant(typed: string, names: readonly string[]): string {
  const near = nearestOf(typed, names)
  return near === undefined ? `: ${typed}` : `; did you mean ${near}?`
}

function viewOf(fault: Fault): FaultView {
  const { id, effect, code, status, delayMs, createdMs, ...members } = fault
  return {
    id,
    effect,
    code,
    status,
    delay_ms: delayMs,
    ...members,
    spent: isSpent(fault),
    created_at: toAnswer(toStored(createdMs)),
  }
}
