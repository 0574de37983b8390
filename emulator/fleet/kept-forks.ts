import { Failure } from '../../src/failure/failure.ts'
import { StorageFault } from '../store/storage-fault.ts'
import type { FleetSandbox, SandboxFacts } from './fleet-sandbox.ts'
import type { ForkFiles } from './fork-files.ts'
import type { ForkRecord } from './host-file.ts'
import { openFleetSandbox, type SandboxOptions } from './open-fleet-sandbox.ts'

/** What became of the forks that an earlier run kept. */
export interface Reopened {
  readonly forks: readonly FleetSandbox[]
  /** Sentences about those that could not be opened. */
  readonly notes: readonly string[]
}

/**
 * Opens the forks of a record. One without its file is forgotten, one whose file cannot be used is set aside, and the
 * others are opened all the same. Throws when the storage as a whole is in trouble: that is no fault of a fork.
 */
export async function reopenForks(
  files: ForkFiles,
  records: readonly ForkRecord[],
  options: SandboxOptions,
): Promise<Reopened> {
  const [forks, notes]: [FleetSandbox[], string[]] = [[], []]
  for (const record of records) {
    const facts = factsOf(record, files)
    const named = record.name === null ? record.id : `${record.name} (${record.id})`
    if (facts.expiresMs !== null && facts.expiresMs <= Date.now()) continue
    if (!files.has(record.id)) {
      notes.push(`The kept fork ${named} has lost its file ${facts.data}: it is forgotten.`)
      continue
    }
    const opened = await tryToOpen(files, facts, options)
    if ('sandbox' in opened) forks.push(opened)
    else
      notes.push(
        `The kept fork ${named} cannot be used (${opened.reason}): its file was set aside as ${files.setAside(record.id)}.`,
      )
  }
  return { forks, notes }
}

/**
 * Removes the files that no record names, which a run left that was killed while it made or discarded a fork. Where
 * there is no record at all, somebody deleted it: those files are set aside. Gives sentences about that.
 */
export function sweepForks(
  files: ForkFiles,
  known: readonly string[],
  hasRecord: boolean,
): readonly string[] {
  const orphans = files.ids().filter(id => !known.includes(id))
  if (!hasRecord)
    return orphans.map(
      id => `No record names the kept fork ${id}: it was set aside as ${files.setAside(id)}.`,
    )
  for (const id of orphans) files.delete(id)
  return []
}

async function tryToOpen(
  files: ForkFiles,
  facts: SandboxFacts,
  options: SandboxOptions,
): Promise<FleetSandbox | { readonly reason: string }> {
  try {
    const fork = await openFleetSandbox(await files.open(facts.id), facts, options)
    if (fork.resumed) return fork
    // Whatever it was, it was none of ours: it would come back with the data that a new sandbox begins with.
    await fork.close()
    return { reason: 'it is empty' }
  } catch (error) {
    if (isOfStorage(error)) throw error
    return { reason: error instanceof Error ? error.message : String(error) }
  }
}

function isOfStorage(error: unknown): boolean {
  if (error instanceof Failure)
    return ['disk_full', 'database_not_opened', 'data_not_writable'].includes(error.code)
  return error instanceof StorageFault && error.reason !== 'damaged'
}

function factsOf({ id, name, created_at, expires_at }: ForkRecord, files: ForkFiles): SandboxFacts {
  return {
    id,
    name,
    data: files.pathOf(id),
    createdMs: Date.parse(created_at),
    expiresMs: expires_at === null ? null : Date.parse(expires_at),
  }
}
