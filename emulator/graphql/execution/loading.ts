import DataLoader from 'dataloader'
import { ApiError } from '../../../src/contract/errors/errors.ts'
import type { Operation } from '../../../src/contract/operation.ts'
import type { Outcome } from '../../calls/call.ts'
import { perform } from '../../calls/perform.ts'
import { publishableView } from '../../calls/publishable-view.ts'
import { isLoaded, load } from '../../objects/load.ts'
import { requireScope } from '../../pipeline/authenticate.ts'
import type { Belonging, Readable } from '../schema/relations.ts'
import type { Args } from '../schema/resolvers.ts'
import type { Asking, Loading, Running } from './asking.ts'
import { connectionOf } from './connection.ts'
import { callOf } from './operation-call.ts'
import { pageOfArgs } from './page-of-args.ts'

/** So many rows are read at once for the pages of several objects; of more, each page is read by itself. */
const mostAtOnce = 2_500

/** The loading of one request. */
export function createLoading(running: Running): Loading {
  const objects = new Map<string, DataLoader<string, unknown>>()
  const lists = new Map<string, DataLoader<string, unknown>>()
  return {
    object(readable, id, asking) {
      const { get, type } = readable
      requireReadable(get, asking)
      const loader = once(
        objects,
        type,
        () => new DataLoader(ids => readObjects(readable, ids, asking, running)),
      )
      return loader.load(id)
    },
    belonging(belonging, id, args, asking) {
      const key = JSON.stringify([belonging.list.id, belonging.parameter, args])
      const loader = once(
        lists,
        key,
        () => new DataLoader(ids => readBelonging(belonging, ids, args, asking, running)),
      )
      return loader.load(id)
    },
  }
}

function once<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  let value = known.get(key)
  if (value === undefined) {
    value = make()
    known.set(key, value)
  }
  return value
}

/** What a publishable key may read only with a client secret, it cannot read through another object. */
function requireReadable(get: Operation, { caller }: Asking): void {
  requireScope(get, caller.key)
  if (!get.needsClientSecret || caller.key.scope === 'secret') return
  throw new ApiError('insufficient_scope', {
    message: `A publishable key reads this only by its id and its client secret (${get.summary})`,
  })
}

async function readObjects(
  { get, type, parameter }: Readable,
  ids: readonly string[],
  asking: Asking,
  running: Running,
): Promise<unknown[]> {
  const kind = type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()
  if (!isLoaded(kind)) {
    return await Promise.all(
      ids.map(async id => {
        const read = perform(callOf(get, { [parameter]: id }, asking, running))
        return await read.then(({ object }) => object, nothingThere)
      }),
    )
  }
  const { key, tenant } = asking.caller
  const { store, clock } = key.sandbox
  const { read, now } = asking.reads ?? { read: store.read, now: clock.now() }
  const found = await read(trx => load(trx, tenant.id, kind, ids, now))
  return ids.map(id => {
    const object = found.get(id) ?? null
    return key.scope === 'publishable' && object !== null ? publishableView(get.result, object) : object
  })
}

/** Null for what is not there; any other refusal is the value of its own key, and told by its own field. */
function nothingThere(thrown: unknown): null | Error {
  if (thrown instanceof ApiError && thrown.code === 'not_found') return null
  return thrown instanceof Error ? thrown : new Error('What is no error was thrown.', { cause: thrown })
}

/**
 * The pages of several objects. First pages by a filter are read together: if all that belongs to them is not more than
 * a few thousand rows, each has its own part of it.
 */
async function readBelonging(
  belonging: Belonging,
  ids: readonly string[],
  args: Args,
  asking: Asking,
  running: Running,
): Promise<unknown[]> {
  const { list, parameter, isFilter } = belonging
  const calls = ids.map(id => callOf(list, { ...args, [parameter]: id }, asking, running))
  const asked = calls.map(({ caller, input }) => pageOfArgs(list, args, caller, input))
  const isFirst = asked.every(({ page }) => page.from === null)
  const [model] = calls
  const [page] = asked
  if (isFilter && isFirst && ids.length > 1 && model !== undefined && page !== undefined) {
    const query = { ...(model.input.query as object), [parameter]: ids.join(',') }
    const limit = Math.min(mostAtOnce, (page.page.limit + 1) * ids.length)
    const together = await perform({
      ...model,
      input: { ...model.input, query },
      page: { ...page.page, limit },
      faults: model.faults.filter(({ path }) => path !== `/${parameter}`),
    })
    const parts = partsOf(together, parameter, ids, page.page.limit)
    if (parts !== undefined) {
      return parts.map((part, at) => {
        const { caller, input } = calls[at] ?? model
        return connectionOf({ operation: list, caller, input, asked: page, ...part })
      })
    }
  }
  return await Promise.all(
    calls.map(async (call, at) => {
      const own = asked[at]
      if (own === undefined) throw new Error('Each call has its page.')
      const { object, page: read } = await perform({ ...call, page: own.page })
      if (read === null) throw new Error(`${list.id} answered no page.`)
      const { data: nodes } = object as { data: readonly unknown[] }
      return connectionOf({
        operation: list,
        caller: call.caller,
        input: call.input,
        asked: own,
        nodes,
        page: read,
      })
    }),
  )
}

/** Each object's own first page; undefined where not all that belongs to them was read. */
function partsOf({ object, page }: Outcome, parameter: string, ids: readonly string[], limit: number) {
  if (page === null || page.hasNext) return undefined
  const { data } = object as { data: readonly Readonly<Record<string, unknown>>[] }
  return ids.map(id => {
    const own = data.flatMap((item, at) => (item[parameter] === id ? [at] : []))
    const shown = own.slice(0, limit)
    return {
      nodes: shown.map(at => data[at]),
      page: {
        items: shown.flatMap(at => page.items[at] ?? []),
        hasNext: own.length > limit,
        hasPrevious: false,
      },
    }
  })
}
