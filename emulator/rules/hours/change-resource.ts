import { saveResource } from '../../store/resources.ts'
import type { ResourceRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'

/** Writes a resource's row in place of the one before, and notes the change. */
export async function changeResource(ctx: Context, before: ResourceRow, after: ResourceRow): Promise<void> {
  await saveResource(ctx.trx, after)
  ctx.changed('resource', before, after)
}
