import {
  ApiError,
  type FieldFault,
  refuseFaults,
  validationFailed,
} from '../../../src/contract/errors/errors.ts'
import type { Operations } from '../../../src/contract/index.ts'
import { instantMs } from '../../../src/contract/instants.ts'
import type { InputOf } from '../../../src/contract/operation.ts'
import { type StoredWindow, waitlistEntryObject } from '../../objects/waitlist-entry.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { newRow } from '../../rules/context/new-row.ts'
import { requireRevision } from '../../rules/context/revisions.ts'
import { customerFaults, secretOnly } from '../../rules/customers/customer-faults.ts'
import { survivorIds } from '../../rules/customers/survivor.ts'
import { customerOf } from '../../rules/customers/walk-in-customer.ts'
import { idFaults } from '../../rules/fields/field-faults.ts'
import { readServiceRequest } from '../../rules/placing/service-request.ts'
import { removeEntry } from '../../rules/waitlist/end-offer.ts'
import { toStored } from '../../store/instants.ts'
import { mapPage } from '../../store/page.ts'
import type { WaitlistEntryRow } from '../../store/schema.ts'
import {
  findWaitlistEntry,
  insertWaitlistEntry,
  pageWaitlistEntries,
  turnOf,
} from '../../store/waitlist-entries.ts'

type Body = InputOf<Operations['createWaitlistEntry']>['body']

export const createWaitlistEntry: Handler<'createWaitlistEntry'> = async (ctx, { body }) => {
  const { service, faults: ofService } = await readServiceRequest(ctx, body)
  const faults = [
    ...(await customerFaults(ctx, body)),
    ...(ctx.key.scope === 'publishable' && body.priority !== undefined ? [secretOnly('/priority')] : []),
    ...ofService,
    ...windowFaults(ctx, body.windows),
  ]
  if (faults.length > 0 || service === undefined) throw validationFailed(faults)
  const customer_id = await customerOf(ctx, body)
  const { priority = 0, party_size = 1, resource_id = null } = body
  const windows = body.windows.map(storedWindow)
  const common = await newRow(ctx, 'wl', body.metadata)
  const row: WaitlistEntryRow = {
    ...common,
    customer_id,
    service_id: service.id,
    resource_id,
    windows: JSON.stringify(windows),
    window_from: windows.map(({ from }) => from).toSorted()[0] ?? '',
    window_to:
      windows
        .map(({ to }) => to)
        .toSorted()
        .at(-1) ?? '',
    party_size,
    priority,
    status: 'waiting',
    turn: turnOf(priority, common.created_at),
    passed: '[]',
    lapses: 0,
    hold_id: null,
    offer_start_at: null,
    offer_resource_id: null,
    offer_expires_at: null,
    booking_id: null,
  }
  await insertWaitlistEntry(ctx.trx, row)
  ctx.changed('waitlist_entry', null, row)
  const entry = waitlistEntryObject(row)
  await ctx.emit('waitlist.entry_created', entry)
  return { ...entry, client_secret: ctx.clientSecretOf(row.id) }
}

export const listWaitlistEntries: Handler<'listWaitlistEntries'> = async (ctx, { query }) => {
  const [serviceIds, customerIds] = [query.service_id?.split(','), query.customer_id?.split(',')]
  const statuses = query.status?.split(',')
  refuseFaults([
    ...(await idFaults(ctx, '/service_id', 'services', serviceIds ?? [])),
    ...(await idFaults(ctx, '/customer_id', 'customers', customerIds ?? [])),
  ])
  const survivors = await survivorIds(ctx, customerIds)
  const filter = {
    ...(serviceIds !== undefined && { serviceIds }),
    ...(survivors !== undefined && { customerIds: survivors }),
    ...(statuses !== undefined && { statuses }),
  }
  return mapPage(await pageWaitlistEntries(ctx.trx, ctx.tenant.id, filter, ctx.page), waitlistEntryObject)
}

export const getWaitlistEntry: Handler<'getWaitlistEntry'> = async (ctx, { params }) =>
  waitlistEntryObject(await entryWithId(ctx, params.waitlist_entry_id))

export const removeWaitlistEntry: Handler<'removeWaitlistEntry'> = async (ctx, { params }) => {
  const row = await entryWithId(ctx, params.waitlist_entry_id)
  requireRevision(ctx, row)
  if (row.status === 'removed') return waitlistEntryObject(row)
  if (row.status === 'accepted') {
    throw new ApiError('invalid_state_transition', {
      message: `Waitlist entry ${row.id} has become booking ${row.booking_id}; cancel that instead`,
      details: { from: row.status, action: 'remove', allowed: [] },
    })
  }
  return waitlistEntryObject(await removeEntry(ctx, row))
}

async function entryWithId(ctx: Context, id: string): Promise<WaitlistEntryRow> {
  return found(await findWaitlistEntry(ctx.trx, ctx.tenant.id, id), 'waitlist entry', id)
}

function storedWindow({ from, to }: Body['windows'][number]): StoredWindow {
  return { from: toStored(instantMs(from)), to: toStored(instantMs(to)) }
}

/** Windows have a length, and are not over. */
function windowFaults(ctx: Context, windows: Body['windows']): FieldFault[] {
  return windows.flatMap(({ from, to }, index) => {
    const path = `/windows/${index}/to`
    if (instantMs(to) <= instantMs(from))
      return [{ path, code: 'not_after', message: 'must be later than from' }]
    if (instantMs(to) <= ctx.now) return [{ path, code: 'in_past', message: 'must lie in the future' }]
    return []
  })
}
