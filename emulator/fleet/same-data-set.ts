import type { DataSetName } from '../../src/control/data-sets.ts'
import { Failure } from '../../src/failure/failure.ts'
import { firstDataSet } from '../seed/open-sandbox.ts'
import type { FleetSandbox } from './fleet-sandbox.ts'

/**
 * Throws a usage Failure when a sandbox that was found began with another data set than the one that is asked for:
 * to go on without a word would show data that nobody expects. The sandbox is closed then.
 */
export async function refuseOtherDataSet(found: FleetSandbox, asked: DataSetName | undefined): Promise<void> {
  if (!found.resumed || asked === undefined) return
  const first = await found.sandbox.store.read(firstDataSet)
  if (first === asked) return
  await found.close()
  throw new Failure(
    'usage',
    'other_data_set',
    `${found.data} began with the data set ${first}, not ${asked}`,
    {
      hint:
        'Leave --data-set out to go on with it, and seed it with `ideadunes sandbox seed`; or take another folder ' +
        'with --data PATH.',
      field: '--data-set',
    },
  )
}
