import { ApiError, type FieldFault } from '../../../src/contract/errors/errors.ts'
import { append } from '../../../src/lists/append.ts'
import { createTurns, type Turns } from '../../../src/time/turns.ts'
import { handlers } from '../../operations/index.ts'
import type { AnyHandler, ListContext } from '../../rules/context/context.ts'
import { inSavepoint, type Making } from '../../store/store.ts'
import { isUniqueViolation } from '../../store/unique-violation.ts'
import { withChosenId } from './chosen-id.ts'
import type { Collection, IdSchema } from './collections.ts'
import { mostFaults } from './file-fault.ts'
import { tokensOf } from './pointers.ts'
import type { Item, SeedPlan, Step } from './read-items.ts'

/** How it went: how many objects of each list were made, and what stood in the way of the others. */
export interface WrittenItems {
  readonly created: Readonly<Record<string, number>>
  readonly faults: readonly FieldFault[]
}

/**
 * Runs every sound item through the operation that creates it, and its parts through theirs, in the order of the
 * lists. What an operation refuses is a fault of the item; the rest goes on, so that all faults are found. The
 * caller undoes everything when there are some. Others get their turns meanwhile: the transaction stays open, and who
 * reads on another connection is answered.
 */
export async function writeItems(
  ctx: ListContext,
  plan: SeedPlan,
  { ended, onProgress = () => {} }: Making = {},
): Promise<WrittenItems> {
  const faults: FieldFault[] = []
  const created: Record<string, number> = {}
  const firstPaths = new Map<string, string>()
  // Ids that the file would have made, were it not for a fault.
  const missing = new Set<string>()
  const turns = createTurns(ended)
  const count = plan.lists.reduce((sum, { items }) => sum + items.length, 0)
  let done = 0
  for (const { collection, items } of plan.lists) {
    for (const item of items) {
      if (faults.length >= mostFaults) break
      onProgress(done++, count)
      if (turns.isOver) await turns.pass()
      const { id, path, isSound } = item
      const first = id === null ? undefined : firstPaths.get(id)
      if (id !== null && first === undefined) firstPaths.set(id, path)
      if (first !== undefined) {
        faults.push({ path: `${path}/id`, code: 'duplicate', message: `is the id of ${first} too: ${id}` })
      } else if (isSound) {
        const found = await writeItem(ctx, collection, item, turns)
        if (found.length === 0) created[collection.key] = (created[collection.key] ?? 0) + 1
        else if (id !== null) missing.add(id)
        // What names an object that could not be made is no fault of its own.
        const causes = found.filter(one => one.fault.code !== 'not_found' || !missing.has(namedBy(one)))
        append(
          faults,
          causes.map(({ fault }) => fault),
        )
      } else if (id !== null) missing.add(id)
    }
  }
  return { created, faults }
}

/** What stands in the way of one step. */
interface StepFault {
  readonly fault: FieldFault
  readonly step: Step
  /** The path parameter that the step gives. */
  readonly param: string | null
}

/** Makes one object with its parts; gives what stands in the way. */
async function writeItem(
  ctx: ListContext,
  collection: Collection,
  item: Item,
  turns: Turns,
): Promise<StepFault[]> {
  const faultsIn = (step: Step, param: string | null, found: readonly FieldFault[]) =>
    found.map(fault => ({ fault, step, param }))
  if (item.id !== null && (await isThere(ctx, collection, item.id)))
    return faultsIn(item, null, [taken(item)])
  let id: string
  try {
    const made = await run(ctx, collection.create.id, item, collection.id, {})
    id = String((made as { id?: unknown }).id)
  } catch (error) {
    return faultsIn(item, null, faultsOf(error, item, null))
  }
  const faults: StepFault[] = []
  for (const step of item.parts) {
    if (turns.isOver) await turns.pass()
    const { operation, owner, param, id: idSchema } = step.part
    const params = { [owner]: id, ...(param !== null && { [param]: step.param ?? '' }) }
    try {
      await run(ctx, operation.id, step, idSchema, params)
    } catch (error) {
      append(faults, faultsIn(step, param, faultsOf(error, step, param)))
    }
  }
  return faults
}

type Params = Readonly<Record<string, string>>

async function run(
  ctx: ListContext,
  operationId: string,
  step: Step,
  id: IdSchema | null,
  params: Params,
): Promise<unknown> {
  const ids = step.id === null || id === null ? ctx.ids : withChosenId(ctx.ids, id.prefix, step.id)
  const input = { params, query: {}, body: step.body }
  return await inSavepoint(ctx.trx, () => handlerOf(operationId)({ ...ctx, ids }, input as never))
}

/** Asked first, because an operation may find other faults with an object that is there twice. */
async function isThere(ctx: ListContext, { find }: Collection, id: string): Promise<boolean> {
  if (find === null) return false
  try {
    await handlerOf(find.operation.id)(ctx, { params: { [find.param]: id }, query: {}, body: null } as never)
    return true
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') return false
    throw error
  }
}

function handlerOf(operationId: string): AnyHandler {
  const handler = (handlers as unknown as Readonly<Record<string, AnyHandler>>)[operationId]
  if (handler === undefined) throw new Error(`The operation ${operationId} has no handler.`)
  return handler
}

function faultsOf(error: unknown, step: Step, param: string | null): FieldFault[] {
  if (step.id !== null && isUniqueViolation(error)) return [taken(step)]
  if (!(error instanceof ApiError)) throw error
  const fields = error.details?.fields
  if (error.code === 'validation_failed' && Array.isArray(fields)) {
    return (fields as FieldFault[]).map(fault => ({ ...fault, path: `${step.path}${fault.path}` }))
  }
  const path = error.code === 'not_found' && param !== null ? `${step.path}/${param}` : step.path
  return [{ path, code: error.code, message: `${error.message}${conflictsOf(error)}` }]
}

function taken({ path, id }: Step): FieldFault {
  return { path: `${path}/id`, code: 'taken', message: `exists already: ${id}` }
}

interface NamedConflict {
  readonly type: string
  readonly id?: string
}

/** Why a time cannot be booked, in a few words; of a series, which of its dates and why. */
function conflictsOf({ details }: ApiError): string {
  const { conflicts, dates } = (details ?? {}) as {
    readonly conflicts?: readonly NamedConflict[]
    readonly dates?: readonly { original_start_at: string; conflicts: readonly NamedConflict[] }[]
  }
  if (conflicts === undefined) return ''
  const words = dates?.map(date => `${date.original_start_at} ${inWords(date.conflicts)}`) ?? [
    inWords(conflicts),
  ]
  return ` (${words.join('; ')})`
}

function inWords(conflicts: readonly NamedConflict[]): string {
  return conflicts.map(({ type, id }) => (id === undefined ? type : `${type} ${id}`)).join(', ')
}

/** The value that a fault points at, as text. */
function namedBy({ fault, step, param }: StepFault): string {
  const tokens = tokensOf(fault.path.slice(step.path.length))
  if (param !== null && param === tokens[0]) return step.param ?? ''
  let here: unknown = step.body
  for (const token of tokens) here = (here as Record<string, unknown> | undefined)?.[token]
  return String(here)
}
