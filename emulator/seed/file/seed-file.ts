import { operations } from '../../../src/contract/index.ts'
import { append } from '../../../src/lists/append.ts'
import { act } from '../../calls/act.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { Trx } from '../../store/schema.ts'
import type { Making } from '../../store/store.ts'
import { findTenant, listTenants } from '../../store/tenants.ts'
import { defaultTenantId } from '../default-members.ts'
import { collectionsOf } from './collections.ts'
import { type FileFault, fileRefused } from './file-fault.ts'
import { tokensOf } from './pointers.ts'
import { readItems, type ValidatorOf } from './read-items.ts'
import { readSeedText } from './read-seed-text.ts'
import { writeItems } from './write-items.ts'

/** A seed file that was read; only what is in the sandbox can stand in its way now. */
export interface SeedFile {
  /** How many objects it asks for. */
  readonly size: number
  /** Writes all of it, or throws FaultyFile with what stands in the way; the transaction is then to be undone. */
  write(
    trx: Trx,
    at: {
      readonly nowMs: number
      readonly sandbox: Pick<Sandbox, 'seed' | 'clock' | 'allowsWebhooksTo'>
      readonly making?: Making
    },
  ): Promise<WrittenFile>
  /**
   * What is to be told of an error of `write`, after the transaction: `validation_failed` with the line of each fault,
   * for which the file may be read again.
   */
  refusal(error: unknown): Promise<unknown>
}

/** What `write` found in the way. */
class FaultyFile extends Error {
  override readonly name = 'FaultyFile'
  readonly faults: readonly FileFault[]
  constructor(faults: readonly FileFault[]) {
    super(`The file has ${faults.length} faults.`)
    this.faults = faults
  }
}

export interface WrittenFile {
  readonly tenantId: string
  /** How many objects of each list were made. */
  readonly created: Readonly<Record<string, number>>
}

/** Reads a seed file. Throws `validation_failed` when it is no YAML or JSON. */
export async function readSeedFile(text: string, validatorOf: ValidatorOf): Promise<SeedFile> {
  const { value, locate } = await readSeedText(text)
  const plan = await readItems(value, collectionsOf(operations), validatorOf)
  return {
    size: plan.lists.reduce((sum, { items }) => sum + items.length, 0),
    async write(trx, { nowMs, sandbox, making }) {
      const faults: FileFault[] = [...plan.faults]
      const tenantId = plan.tenant ?? defaultTenantId
      const tenant = await findTenant(trx, tenantId)
      if (tenant === undefined) {
        const known = (await listTenants(trx)).map(({ id }) => id).join(', ')
        faults.push({ path: '/tenant', code: 'not_found', message: `names no tenant; there are ${known}` })
        throw new FaultyFile(faults)
      }
      const key = { id: 'seed', scope: 'secret' } as const
      const actor = { tenant, key, now: nowMs, requestId: null, operation: 'seed' }
      // All of a file is one act. What follows from it is looked at anew after the commit: everything has changed.
      const { value: written } = await act(sandbox, trx, actor, ctx => writeItems(ctx, plan, making))
      append(faults, written.faults)
      if (faults.length > 0) throw new FaultyFile(faults)
      return { tenantId, created: written.created }
    },
    async refusal(error) {
      if (!(error instanceof FaultyFile)) return error
      const places = await locate(error.faults.map(({ path }) => path))
      return fileRefused(
        error.faults.map(fault => ({ ...quotingHint(fault, value), ...places.get(fault.path) })),
      )
    },
  }
}

/** `phone: 080` is a number to YAML; whoever meant text must say so. */
function quotingHint(fault: FileFault, whole: unknown): FileFault {
  if (fault.code !== 'wrong_type' || fault.message !== 'must be a string') return fault
  let here = whole
  for (const token of tokensOf(fault.path)) here = (here as Record<string, unknown> | null)?.[token]
  return ['number', 'boolean'].includes(typeof here)
    ? { ...fault, message: `must be a string: put it in quotes` }
    : fault
}
