import type { TestSandbox } from '../../world/sandbox.ts'

/** The seeded customer that tests change. */
export const priya = '/v2/customers/cust_priya_01'

/** Members that neither a create nor an update takes, each with its fault. */
export const customerFaults: readonly (readonly [members: Record<string, unknown>, fault: string])[] = [
  [{ name: '' }, '/name too_short'],
  [{ name: 'x'.repeat(201) }, '/name too_long'],
  [{ name: null }, '/name null_not_allowed'],
  [{ email: 'meera' }, '/email invalid_format'],
  [{ phone: 'call me' }, '/phone invalid_format'],
  [{ external_ref: '' }, '/external_ref too_short'],
  [{ timezone: 'Asia/Nowhere' }, '/timezone invalid_timezone'],
  [{ timezone: '+05:30' }, '/timezone invalid_timezone'],
  [{ locale: 'en_IN' }, '/locale invalid_locale'],
  [{ metadata: { a: 1 } }, '/metadata/a wrong_type'],
  [{ metadata: null }, '/metadata null_not_allowed'],
  [{ id: 'cust_mine' }, '/id unknown_field'],
  [{ processing_restricted: true }, '/processing_restricted unknown_field'],
  [{ merged_into: 'cust_arjun_02' }, '/merged_into unknown_field'],
  [{ deleted_at: null }, '/deleted_at unknown_field'],
  [{ revision: 2 }, '/revision unknown_field'],
]

/** Deletes a customer as a merge or an erasure leaves it: the row is there, with a time. */
export async function markDeleted({ sandbox }: TestSandbox, id: string): Promise<void> {
  await sandbox.store.write(trx =>
    trx
      .updateTable('customers')
      .set({ deleted_at: '2026-04-15T09:30:00.000Z' })
      .where('id', '=', id)
      .execute(),
  )
}
