import type { StorageFault } from '../store/storage-fault.ts'
import type { Store } from '../store/store.ts'
import type { SandboxFacts } from './fleet-sandbox.ts'

/** As long nothing fails before it is told that all is well: on a disk that is nearly full, small writes still fit. */
const steadyMs = 5_000

/** Tells in a sentence when the data of a sandbox fails, once for each reason, and when it has worked again for a while. */
export function tellTrouble(
  store: Pick<Store, 'onTrouble'>,
  { id, data }: Pick<SandboxFacts, 'id' | 'data'>,
  tell: (text: string) => void,
): void {
  let told: StorageFault['reason'] | undefined
  let timer: NodeJS.Timeout | undefined
  store.onTrouble(trouble => {
    clearTimeout(timer)
    if (trouble === null) {
      timer = setTimeout(() => {
        told = undefined
        tell(`The data of ${id} can be written again.`)
      }, steadyMs).unref()
    } else if (trouble.reason !== told) {
      told = trouble.reason
      tell(`${trouble.message}. (${id}, ${data}, ${trouble.reason})`)
    }
  })
}
