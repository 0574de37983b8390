import type { FastifyInstance } from 'fastify'
import {
  mostSeedFileBytes,
  type ProgressNow,
  type ResetDone,
  type Seeded,
} from '../../src/control/sandbox-control.ts'
import type { FleetSandbox } from '../fleet/fleet-sandbox.ts'
import { textOf } from '../pipeline/json-body.ts'
import { typedQuery } from '../pipeline/query-values.ts'
import { loadDataSet } from '../seed/data-sets.ts'
import type { ValidatorOf } from '../seed/file/read-items.ts'
import { readSeedFile } from '../seed/file/seed-file.ts'
import { firstDataSet } from '../seed/open-sandbox.ts'
import { resetBody, seedBody, seedFileQuery } from './bodies.ts'
import type { ReadBody, TargetOf } from './control.ts'
import { leftBy } from './who-is-gone.ts'

/** Registers /_sandbox/reset and /_sandbox/seed: what a sandbox holds. */
export function registerSeeds(
  app: FastifyInstance,
  targetOf: TargetOf,
  readBody: ReadBody,
  validatorOf: ValidatorOf,
): void {
  app.post('/_sandbox/reset', async (request, reply): Promise<ResetDone> => {
    const { data_set } = readBody(resetBody, request.body)
    const target = targetOf(request)
    const name = data_set ?? (await target.sandbox.store.read(firstDataSet))
    await target.reset(name, leftBy(reply))
    return { data_set: name, clock: await clockAfter(target) }
  })
  app.get('/_sandbox/progress', (request): ProgressNow => ({ progress: targetOf(request).progress }))
  // A scope of its own, because nowhere else files are taken, nor bodies of this size.
  app.register(async scope => {
    scope.addContentTypeParser(
      'application/yaml',
      { parseAs: 'buffer' },
      async (_: unknown, bytes: Buffer) => new FileText(textOf(bytes)),
    )
    scope.post(
      '/_sandbox/seed',
      { bodyLimit: mostSeedFileBytes },
      async (request, reply): Promise<Seeded> => {
        const target = targetOf(request)
        const ended = leftBy(reply)
        if (request.body instanceof FileText) {
          const { query } = typedQuery(seedFileQuery, request.query as Record<string, string>)
          const { replace = false } = readBody(seedFileQuery, query)
          const file = await readSeedFile(request.body.text, validatorOf)
          const { tenantId, created } = await target
            .seed(file, { replaces: replace, ended })
            .catch(async error => Promise.reject(await file.refusal(error)))
          const unnamed = { data_set: null, size: null, seed: null }
          return {
            ...unnamed,
            replaced: replace,
            tenant_id: tenantId,
            created,
            clock: await clockAfter(target),
          }
        }
        const { data_set, size, seed, add = false } = readBody(seedBody, request.body)
        const dataSet = await loadDataSet({ dataSet: data_set, size, seed })
        const { tenantId, created } = await target.seed(dataSet, { replaces: !add, ended })
        return {
          data_set: dataSet.name,
          size: dataSet.size,
          seed: dataSet.seed,
          replaced: !add,
          tenant_id: tenantId,
          created,
          clock: await clockAfter(target),
        }
      },
    )
  })
}

/** The text of a file, as it was sent. */
class FileText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

async function clockAfter(target: FleetSandbox) {
  // New rows have jobs of their own.
  target.onClockChange()
  return await target.clock.view()
}
