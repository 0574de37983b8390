import { type DeliveryOptions, startDelivery } from './events/delivery.ts'
import { flush, flushRegularly } from './host/flush.ts'
import type { Sandbox } from './host/sandbox.ts'
import { type ClockControl, createClockControl } from './jobs/clock-control.ts'
import { startJobTimer } from './jobs/job-timer.ts'
import { seedSandbox } from './seed/open-sandbox.ts'
import { deleteEverything } from './store/reset.ts'
import type { Trx } from './store/schema.ts'

/** A sandbox whose clock and log work on their own. */
export interface SandboxRun {
  readonly control: ClockControl
  /** To be called after the clock was changed: what is due when may be another. */
  onClockChange(): void
  /** Goes back to fresh seeded data, changed as told, and real time, in one transaction; keys stay. */
  reset(change?: (trx: Trx) => Promise<void>): Promise<void>
  /** Ends the timers, after the last flush. */
  stop(): Promise<void>
}

/** Starts what a sandbox does by itself: jobs when they are due, and the flushing of log and buckets. */
export function runSandbox(
  sandbox: Sandbox,
  reportBug: (error: unknown, what: string) => void,
  webhooks: Partial<Omit<DeliveryOptions, 'reportBug'>> = {},
): SandboxRun {
  const delivery = startDelivery(sandbox, {
    profile: 'spec',
    ...webhooks,
    reportBug: error => reportBug(error, 'the delivery of webhooks'),
  })
  const control = createClockControl(sandbox, reportBug, delivery.settle)
  const timer = startJobTimer(sandbox, control, error => reportBug(error, 'the clock'))
  const stopFlushing = flushRegularly(sandbox, error => reportBug(error, 'the request log'))
  return {
    control,
    onClockChange: timer.check,
    async reset(change) {
      await flush(sandbox)
      await delivery.pausedFor(() =>
        sandbox.store.write(async trx => {
          await deleteEverything(trx)
          await seedSandbox(trx)
          await change?.(trx)
        }),
      )
      sandbox.clock.followRealTime()
      sandbox.limiter.clear()
      sandbox.forgetTenants()
      sandbox.committed()
    },
    async stop() {
      await timer.stop()
      await delivery.stop()
      await stopFlushing()
    },
  }
}
