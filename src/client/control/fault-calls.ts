import type { FaultList, FaultRequest, FaultsRemoved, FaultView } from '../../control/fault-control.ts'
import type { Ask } from './ask.ts'

/** What goes wrong with requests of the API, on purpose. */
export interface FaultCalls {
  /** In the order in which they are asked. */
  faults(): Promise<FaultList>
  /** Holds from the next request on. */
  addFault(fault: FaultRequest): Promise<FaultView>
  /** Removes one by its id; answers it as it was. */
  removeFault(id: string): Promise<FaultView>
  clearFaults(): Promise<FaultsRemoved>
}

/** The calls about faults. */
export function faultCalls(ask: Ask): FaultCalls {
  return {
    faults: () => ask('GET', 'faults', ['data']),
    addFault: body => ask('POST', 'faults', ['id', 'effect'], { body }),
    removeFault: id => ask('DELETE', `faults/${encodeURIComponent(id)}`, ['id', 'effect']),
    clearFaults: () => ask('DELETE', 'faults', ['removed']),
  }
}
