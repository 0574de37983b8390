import type { DataSetName } from '../../src/control/data-sets.ts'
import type { AllowedHosts } from '../../src/webhooks/allowed-hosts.ts'
import { type RealTime, realTime } from '../clock/time/clock.ts'
import type { DeliveryOptions } from '../events/delivery/delivery.ts'
import { closeAll } from '../sandbox/close-all.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type Beginning, beginningMs, writeBeginning } from '../seed/beginning.ts'
import { openSandbox } from '../seed/open-sandbox.ts'
import type { Trx } from '../store/schema.ts'
import { StorageFault } from '../store/storage-fault.ts'
import type { Making, Store, WholeDatabase } from '../store/store.ts'
import type { FleetSandbox, SandboxFacts } from './fleet-sandbox.ts'
import { runSandbox } from './run-sandbox.ts'
import { tellTrouble } from './tell-trouble.ts'

export interface SandboxOptions {
  readonly realTime?: RealTime | undefined
  /** What a new sandbox begins with; `default` by default. */
  readonly dataSet?: DataSetName | undefined
  /** Changes the data when the sandbox is opened, and after each reset: the plan that was asked for. */
  readonly setUp?: ((trx: Trx) => Promise<void>) | undefined
  /** Seed and clock of a fresh sandbox, also after a reset. */
  readonly beginning?: Beginning | undefined
  /** Opens a copy as it is: `setUp` waits for the next reset. */
  readonly isCopy?: boolean
  /** Nothing happens by itself, not even what is due: for tests that turn everything by hand. */
  readonly idle?: boolean | undefined
  /** Where webhooks may go; to this machine only by default. */
  readonly webhooksTo?: AllowedHosts | undefined
  /** The copies that keep the data of their time; none by default. */
  readonly copies?: Sandbox['copies']
  /** How webhooks are sent, and sent again; as the service does by default. */
  readonly webhooks?: Partial<Omit<DeliveryOptions, 'reportBug'>> | undefined
  /** Told how far the data set of a new sandbox is. */
  readonly onProgress?: Making['onProgress']
  /** Told of errors that nobody foresaw, and of what met them. */
  readonly reportBug: (error: unknown, what: string) => void
  /** Told in a sentence when the data cannot be written or read any more, and when it can again; nobody by default. */
  readonly reportTrouble?: ((text: string) => void) | undefined
}

/** Opens the sandbox of a store and lets its clock run. The store is closed with it, also when this fails. */
export async function openFleetSandbox(
  store: Store & WholeDatabase,
  facts: SandboxFacts,
  options: SandboxOptions,
): Promise<FleetSandbox> {
  const { setUp, realTime: real = realTime, beginning = {}, isCopy = false, idle = false } = options
  const begin = async (trx: Trx, as: Beginning) => {
    await setUp?.(trx)
    await writeBeginning(trx, as, real)
  }
  try {
    const { sandbox, resumed } = await openSandbox(
      store,
      real,
      options.dataSet,
      beginning,
      options.webhooksTo,
      options.copies,
      { onProgress: options.onProgress },
    )
    if (setUp !== undefined && !isCopy) await store.write(setUp)
    if (options.reportTrouble !== undefined) tellTrouble(store, facts, options.reportTrouble)
    const reportBug = unlessOfStorage(options.reportBug)
    const run = runSandbox(sandbox, reportBug, { idle, webhooks: options.webhooks })
    return {
      ...facts,
      sandbox,
      database: store,
      resumed,
      clock: run.control,
      onClockChange: run.onClockChange,
      get progress() {
        return run.progress()
      },
      reset: (dataSet, ended) =>
        run.reset(
          store,
          () => ({ dataSet, nowMs: beginningMs(beginning, real), change: trx => begin(trx, beginning) }),
          ended,
        ),
      // The clock stays.
      seed: (from, { replaces, ended }) =>
        run.seed(store, { from, replaces, change: trx => begin(trx, { seed: beginning.seed }) }, ended),
      restore: (path, ended) => run.restore(store, path, ended),
      close: () => closeAll([sandbox.end, run.stop, store.close]),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A full disk is no bug, and is told once. */
function unlessOfStorage(reportBug: SandboxOptions['reportBug']): SandboxOptions['reportBug'] {
  return (error, what) => {
    if (!(error instanceof StorageFault)) reportBug(error, what)
  }
}
