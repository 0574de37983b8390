import type { ServedSandbox } from '../../src/control/served-sandbox.ts'
import type { Ready } from '../kernel/ready.ts'

/** What there is to tell of a sandbox that answers. */
export function readyOf(served: ServedSandbox, pid: number): Ready {
  const { baseUrl, port, data, resumed, crashed, notes, keys, tenant, dataSet } = served
  return {
    state: { base_url: baseUrl, port, data, resumed, recovered: crashed !== null, keys, tenant, pid },
    portNote: portNoteOf(served),
    crashedPid: crashed?.pid ?? null,
    ...(notes !== undefined && { notes }),
    ...(dataSet !== undefined && dataSet !== 'default' && { dataSet }),
  }
}

function portNoteOf({ port, portChoice }: ServedSandbox): string | null {
  const { reason, taken, keep } = portChoice
  if (reason === 'kept') return `${port}, as in the last run on this data`
  if (reason !== 'derived') return null
  return `${port}, because ${taken} is taken${keep ? '; the next run takes it again' : ', for this run'}`
}
