import { consentObject } from '../../objects/consent.ts'
import { customerObject } from '../../objects/customer.ts'
import { consentsOfCustomer, insertConsent, latestConsent } from '../../store/consents.ts'
import type { ConsentRow, CustomerRow } from '../../store/schema.ts'
import type { Context } from '../context/context.ts'
import { newRow } from '../context/new-row.ts'

/** What a customer says for one purpose, and where. */
export interface Said {
  readonly purpose: string
  readonly granted: boolean
  readonly source: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** Appends what a customer says to the ledger, and tells of it. What was said before is not written again. */
export async function recordConsent(ctx: Context, customer: CustomerRow, said: Said): Promise<ConsentRow> {
  const { purpose, granted, source, metadata } = said
  const current = await latestConsent(ctx.trx, ctx.tenant.id, customer.id, purpose)
  if (current !== undefined && (current.granted === 1) === granted) return current
  const common = await newRow(ctx, 'cons', metadata)
  const row: ConsentRow = {
    ...common,
    customer_id: customer.id,
    purpose,
    granted: granted ? 1 : 0,
    source,
    recorded_at: common.created_at,
    version: (current?.version ?? 0) + 1,
  }
  await insertConsent(ctx.trx, row)
  ctx.changed('consent', null, row)
  await ctx.emit('customer.consent_changed', customerObject(customer), { purpose })
  await ctx.emit('consent.changed', consentObject(row))
  return row
}

/** The newest record of each purpose, by its name, and how many records there are in all. */
export async function currentConsents(ctx: Context, customerId: string) {
  const all = await consentsOfCustomer(ctx.trx, ctx.tenant.id, customerId)
  const newest = new Map(all.map(row => [row.purpose, row]))
  return { newest: [...newest.values()], ledgerVersion: all.length }
}

/**
 * Two customers become one: for each purpose the stricter of the two holds, and where only one has said something, that
 * holds. What both have said stays in the ledger under the ids that said it.
 */
export async function mergeConsents(ctx: Context, sourceId: string, survivor: CustomerRow): Promise<void> {
  const { newest: theirs } = await currentConsents(ctx, sourceId)
  const own = new Map((await currentConsents(ctx, survivor.id)).newest.map(row => [row.purpose, row]))
  for (const { purpose, granted } of theirs) {
    const before = own.get(purpose)
    const stricter = granted === 1 && (before === undefined || before.granted === 1)
    await recordConsent(ctx, survivor, { purpose, granted: stricter, source: `merge:${sourceId}` })
  }
}

const marketingPurposes = ['marketing_email', 'marketing_sms']

/** The customer objects: what is for marketing is withdrawn, also where nothing was said yet. */
export async function withdrawMarketing(ctx: Context, customer: CustomerRow, source: string): Promise<void> {
  const { newest } = await currentConsents(ctx, customer.id)
  const own = newest.map(({ purpose }) => purpose).filter(purpose => purpose.startsWith('marketing'))
  for (const purpose of new Set([...marketingPurposes, ...own]))
    await recordConsent(ctx, customer, { purpose, granted: false, source })
}
