import type { FastifyInstance } from 'fastify'
import type { SandboxHealth, StorageTrouble } from '../../src/control/sandbox-control.ts'
import type { Store } from '../store/store.ts'
import type { FleetControl } from './control.ts'

/**
 * Registers /_sandbox/health, which wants no token: whether the sandbox works, and no path or name of what it holds.
 */
export function registerHealth(
  app: FastifyInstance,
  version: string,
  controls: () => Iterable<FleetControl> = () => [],
): void {
  app.get('/_sandbox/health', (_request, reply): SandboxHealth => {
    const fleets = [...controls()].map(({ fleet }) => fleet)
    const storage = fleets.flatMap(fleet =>
      fleet.list().flatMap(({ id, sandbox }) => {
        const trouble = troubleOf(sandbox.store)
        return trouble === null ? [] : [{ sandbox: id, ...trouble }]
      }),
    )
    if (storage.length === 0) return { status: 'ready', version }
    const isMainWell = storage.every(({ sandbox }) => sandbox !== 'main')
    if (!isMainWell) reply.code(503)
    return { status: isMainWell ? 'ready' : 'storage_unavailable', version, storage }
  })
}

/** What is wrong with a store, for people and programs; null when nothing is known to be. */
export function troubleOf({ trouble }: Store): StorageTrouble | null {
  return trouble === null ? null : { reason: trouble.reason, message: trouble.message }
}
