import type { ControlClient } from '../../src/client/control-client.ts'
import type { FaultRequest, FaultView } from '../../src/control/fault-control.ts'

/**
 * What goes wrong with requests, on purpose. Faults are part of the sandbox: a fork begins with those of its parent,
 * and `reset` removes them. Of several the first that applies acts, in the order in which they were added.
 */
export interface SandboxFaults {
  /**
   * Adds one; it holds from the next request on.
   *
   * @example
   * // The booking is made and committed, and its answer never comes: does the app make it twice?
   * const fault = await sandbox.faults.add({ effect: 'drop_after', operation: 'createBooking', times: 1 })
   */
  add(fault: FaultRequest): Promise<FaultView>
  /** All that there are, and what each has hit so far. */
  list(): Promise<readonly FaultView[]>
  /** Removes one, by itself or by its id; gives it as it was. */
  remove(fault: { readonly id: string } | string): Promise<FaultView>
  /** Removes all; gives how many there were. */
  clear(): Promise<number>
}

/** The faults behind a control client. */
export function sandboxFaults(control: ControlClient): SandboxFaults {
  return {
    add: fault => control.addFault(fault),
    list: async () => (await control.faults()).data,
    remove: fault => control.removeFault(typeof fault === 'object' ? fault.id : fault),
    clear: async () => (await control.clearFaults()).removed,
  }
}
