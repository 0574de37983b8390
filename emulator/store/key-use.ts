import type { Trx } from './schema.ts'

/** When each key was last used for a tenant, by its hint: as far as the request log goes back. */
export async function lastUseOfKeys(trx: Trx, tenantId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await trx
    .selectFrom('request_log')
    .select(({ fn }) => ['key_hint', fn.max('at').as('at')])
    .where('tenant_id', '=', tenantId)
    .where('key_hint', 'is not', null)
    .groupBy('key_hint')
    .execute()
  return new Map(rows.map(({ key_hint, at }) => [key_hint ?? '', at]))
}

/** How often the keys were refused a tenant that is not theirs, in a half-open interval: by their hints. */
export async function denialsOfKeys(
  trx: Trx,
  from: string,
  to: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await trx
    .selectFrom('request_log')
    .select(({ fn }) => ['key_hint', fn.countAll().as('count')])
    .where('error_code', '=', 'tenant_mismatch')
    .where('key_hint', 'is not', null)
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy('key_hint')
    .orderBy('key_hint')
    .execute()
  return new Map(rows.map(({ key_hint, count }) => [key_hint ?? '', Number(count)]))
}
