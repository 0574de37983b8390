import type { Trx } from './schema.ts'
import { readSetting, writeSetting } from './settings.ts'
import type { Store } from './store.ts'

/** Notes that what this transaction deletes and overwrites is to be gone from the files too. */
export async function noteScrub(trx: Trx): Promise<void> {
  await writeSetting(trx, 'scrub', 'due')
}

/** Scrubs the files where that was noted: after the commit, or at the start after a process that died in between. */
export async function scrubIfDue(store: Store): Promise<void> {
  if ((await store.read(trx => readSetting(trx, 'scrub'))) === undefined) return
  await store.scrub()
  await store.write(async trx => {
    await trx.deleteFrom('sandbox_settings').where('name', '=', 'scrub').execute()
  })
}
