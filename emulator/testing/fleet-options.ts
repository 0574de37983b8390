import { askedPlan } from '../fleet/asked-plan.ts'
import type { FleetOptions } from '../fleet/open-fleet.ts'
import type { SandboxOptions } from '../fleet/open-fleet-sandbox.ts'
import type { Trx } from '../store/schema.ts'
import { setPlan } from '../store/tenants.ts'
import type { Start } from './start-options.ts'
import type { Templates } from './templates.ts'
import { toolVersion } from './tool-version.ts'

/** What tests of the emulator itself turn by hand, and what is told of its bugs. */
export type FleetTools = Pick<SandboxOptions, 'realTime' | 'idle' | 'reportBug'>

/** How a sandbox is target that begins as was asked for. */
export async function fleetOptionsOf(
  start: Start,
  templates: Templates,
  tools: FleetTools,
): Promise<FleetOptions> {
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
