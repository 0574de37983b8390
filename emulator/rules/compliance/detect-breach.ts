import { type BreachObject, breachObject } from '../../objects/breach.ts'
import { insertBreach } from '../../store/breaches.ts'
import { toStored } from '../../store/instants.ts'
import type { BreachRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { newRow } from '../context/new-row.ts'
import { notifyWithinMs } from './deadlines.ts'

interface Detected {
  readonly awareMs: number
  readonly description: string
  readonly categories: readonly string[]
  readonly affected_count: number
  readonly severity: BreachObject['severity']
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** Opens a record in the register, and tells of it. */
export async function detectBreach(ctx: Context, detected: Detected): Promise<BreachObject> {
  const { awareMs, categories, metadata, ...members } = detected
  const row: BreachRow = {
    ...(await newRow(ctx, 'brc', metadata)),
    ...members,
    aware_at: toStored(awareMs),
    categories: JSON.stringify(categories),
    notify_by: toStored(awareMs + notifyWithinMs),
    notifications: '[]',
    status: 'open',
  }
  await insertBreach(ctx.trx, row)
  ctx.changed('breach', null, row)
  const breach = breachObject(row, ctx.now)
  await ctx.emit('breach.detected', breach)
  return breach
}
