import { type Clock, systemClock } from '../clock/clock.ts'
import { createRateLimiter } from '../host/rate-limiter.ts'
import { createSandbox, type Sandbox } from '../host/sandbox.ts'
import { readSetting, writeSetting } from '../store/settings.ts'
import type { Store } from '../store/store.ts'
import { seedDefaultDataSet } from './default-data-set.ts'

/** Ids and secrets are drawn from this unless somebody chooses another: every fresh sandbox draws the same. */
const defaultSeed = 'ideadunes'

/** Puts a sandbox on a store. An empty store gets the default data set first; a used one is taken as it is. */
export async function openSandbox(
  store: Store,
  options: { readonly clock?: Clock; readonly monotonic?: () => number } = {},
): Promise<{ sandbox: Sandbox; resumed: boolean }> {
  const found = await store.read(trx => readSetting(trx, 'seed'))
  if (found === undefined) {
    await store.write(async trx => {
      await seedDefaultDataSet(trx)
      await writeSetting(trx, 'data_set', 'default')
      await writeSetting(trx, 'seed', defaultSeed)
    })
  }
  const sandbox = createSandbox({
    store,
    clock: options.clock ?? systemClock,
    seed: found ?? defaultSeed,
    limiter: createRateLimiter(options.monotonic ?? (() => performance.now())),
  })
  return { sandbox, resumed: found !== undefined }
}
