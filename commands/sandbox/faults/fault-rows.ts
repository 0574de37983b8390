import type { FaultView } from '../../../src/control/fault-control.ts'
import { openTable } from '../../../src/output/table.ts'
import type { Sink } from '../../../src/output/terminal.ts'
import { effectText, hitText, scopeText } from './fault-text.ts'

/** Writes faults, one per line: a table for people, tab-separated when piped. */
export async function writeFaults(sink: Sink, faults: readonly FaultView[]): Promise<void> {
  const rows = faults.map(fault => ({
    id: fault.id,
    effect: effectText(fault),
    for: scopeText(fault),
    hit: hitText(fault),
  }))
  await openTable(sink, ['id', 'effect', 'for', 'hit']).add(rows)
}
