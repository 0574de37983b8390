import type { AllowedHosts } from '../src/webhooks/allowed-hosts.ts'
import type { RealTime } from './clock/clock.ts'
import type { HostedSandbox } from './control/controlled.ts'
import type { DeliveryOptions } from './events/delivery.ts'
import { runSandbox } from './run-sandbox.ts'
import { openSandbox } from './seed/open-sandbox.ts'
import type { Trx } from './store/schema.ts'
import type { Store } from './store/store.ts'

/** A sandbox whose clock and log work on their own, and that can be ended. */
export interface Hosted extends HostedSandbox {
  /** False when its data was made now, true when it was found. */
  readonly resumed: boolean
  /** Ends its timers, after the last flush, and closes its files. */
  close(): Promise<void>
}

/** Who it is, and where its data lies. */
export type HostedFacts = Pick<HostedSandbox, 'id' | 'name' | 'data' | 'createdMs' | 'expiresMs'>

export interface HostingOptions {
  readonly realTime?: RealTime | undefined
  /** Changes the data when the sandbox is opened, and after each reset: the plan that was asked for. */
  readonly setUp?: ((trx: Trx) => Promise<void>) | undefined
  /** Where webhooks may go; to this machine only unless told. */
  readonly webhooksTo?: AllowedHosts | undefined
  /** How webhooks are sent, and sent again; as the service does unless told. */
  readonly webhooks?: Partial<Omit<DeliveryOptions, 'reportBug'>> | undefined
  /** Told of errors that nobody foresaw, and of what met them. */
  readonly reportBug: (error: unknown, what: string) => void
}

/** Opens the sandbox of a store and lets its clock run. The store is closed with it, also when this fails. */
export async function hostSandbox(
  store: Store,
  facts: HostedFacts,
  options: HostingOptions,
): Promise<Hosted> {
  const { setUp } = options
  try {
    const { sandbox, resumed } = await openSandbox(store, options.realTime, undefined, options.webhooksTo)
    if (setUp !== undefined) await store.write(setUp)
    const run = runSandbox(sandbox, options.reportBug, options.webhooks)
    return {
      ...facts,
      sandbox,
      resumed,
      clock: run.control,
      onClockChange: run.onClockChange,
      reset: () => run.reset(setUp),
      async close() {
        sandbox.end()
        await run.stop()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}
