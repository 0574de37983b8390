import { ApiError } from '../../../src/contract/errors/errors.ts'
import { latestMs } from '../../../src/contract/instants.ts'
import { counted } from '../../../src/text/counted.ts'
import { resourceObject, storedSkills } from '../../objects/resource.ts'
import type { Context, Handler } from '../../rules/context/context.ts'
import { found } from '../../rules/context/found.ts'
import { previousAttributes, requireRevision, revised } from '../../rules/context/revisions.ts'
import { changeResource } from '../../rules/hours/change-resource.ts'
import { skillJobsId } from '../../rules/hours/skill-expiry.ts'
import { dropJobs } from '../../store/due-jobs.ts'
import { fromStored } from '../../store/instants.ts'
import { occupanciesBetween } from '../../store/occupancies.ts'
import { lockResources } from '../../store/resource-locks.ts'
import { findResource } from '../../store/resources.ts'
import type { ResourceRow } from '../../store/schema.ts'

/** As many ids as details name; the rest is a number. */
const mostNamed = 10

export const archiveResource: Handler<'archiveResource'> = async (ctx, { params }) => {
  const id = params.resource_id
  const row = found(await findResource(ctx.trx, ctx.tenant.id, id), 'resource', id)
  requireRevision(ctx, row)
  if (row.status === 'archived') return resourceObject(row)
  await refuseWhileInUse(ctx, row)
  const next = revised(ctx, row, { status: 'archived', offline: null })
  await changeResource(ctx, row, next)
  // Nothing of it is waited for any more: neither its offline period nor the ends of its skills.
  for (const objectId of [id, ...storedSkills(row).map(({ skill_id }) => skillJobsId(id, skill_id))])
    await dropJobs(ctx.trx, ctx.tenant.id, objectId)
  const resource = resourceObject(next)
  await ctx.emit('resource.updated', resource, {
    previous_attributes: previousAttributes(resourceObject(row), resource),
  })
  return resource
}

/** Everything that still blocks counts, also what is under way. What has ended does not, whether it was completed or not. */
async function refuseWhileInUse(ctx: Context, row: ResourceRow): Promise<void> {
  await lockResources(ctx.trx, ctx.tenant.id, [row.id])
  const window = { fromMs: ctx.now, toMs: latestMs, nowMs: ctx.now }
  const taken = (await occupanciesBetween(ctx.trx, row, window))
    .filter(({ end_at }) => fromStored(end_at) > ctx.now)
    .toSorted((a, b) => (`${a.start_at} ${a.holder_id}` < `${b.start_at} ${b.holder_id}` ? -1 : 1))
  if (taken.length === 0) return
  const idsOf = (wanted: string) =>
    taken.filter(({ kind }) => kind === wanted).map(({ holder_id }) => holder_id)
  const [bookingIds, holdIds] = [idsOf('booking'), idsOf('hold')]
  throw new ApiError('resource_in_use', {
    message: `Resource ${row.id} has ${counted(bookingIds.length, 'booking')} and ${counted(holdIds.length, 'hold')} ahead`,
    details: {
      booking_ids: bookingIds.slice(0, mostNamed),
      hold_ids: holdIds.slice(0, mostNamed),
      count: taken.length,
    },
  })
}
