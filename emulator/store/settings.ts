import type { Trx } from './schema.ts'

/** What a sandbox remembers of itself. */
export type SettingName = 'seed' | 'data_set' | 'first_data_set' | 'clock' | 'scrub' | 'faults'

/** What a sandbox remembers of itself cannot be read, or is not there; the message continues "The file …". */
export class UnreadableSetting extends Error {
  override readonly name = 'UnreadableSetting'
}

/** The setting's value, or undefined when it was never written. */
export async function readSetting(trx: Trx, name: SettingName): Promise<string | undefined> {
  const row = await trx
    .selectFrom('sandbox_settings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value
}

/** Writes a setting, in place of the one before. */
export async function writeSetting(trx: Trx, name: SettingName, value: string): Promise<void> {
  await trx
    .insertInto('sandbox_settings')
    .values({ name, value })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
    .execute()
}
