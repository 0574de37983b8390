import { askedPlan } from '../fleet/asked-plan.ts'
import type { HostingOptions } from '../fleet/fleet-sandbox.ts'
import type { SandboxHostOptions } from '../fleet/open-fleet.ts'
import type { Trx } from '../store/schema.ts'
import { setPlan } from '../store/tenants.ts'
import type { Start } from './start-options.ts'
import type { Templates } from './templates.ts'
import { toolVersion } from './tool-version.ts'

/** What tests of the emulator itself turn by hand, and what is told of its bugs. */
export type HostingTools = Pick<HostingOptions, 'realTime' | 'idle' | 'reportBug'>

/** How a sandbox is hosted that begins as was asked for. */
export async function hostingOf(
  start: Start,
  templates: Templates,
  tools: HostingTools,
): Promise<SandboxHostOptions> {
  const { data, dataSet, seed, clock } = start
  const plan = askedPlan(start.plan, 'plan')
  return {
    ...tools,
    data,
    version: toolVersion(),
    dataSet,
    allowLiveKeys: false,
    beginning: { seed, clock },
    setUp: (trx: Trx) => setPlan(trx, plan),
    ...(data === ':memory:' && { template: await templates.bytesFor(start, tools.realTime) }),
  }
}
