import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../../src/contract/errors/errors.ts'
import type {
  DiffLine,
  SnapshotList,
  SnapshotRestored,
  SnapshotView,
} from '../../src/control/snapshot-control.ts'
import type { Snapshots } from '../fleet/snapshots/snapshots.ts'
import { typedQuery } from '../pipeline/query-values.ts'
import { diffQuery, importQuery, snapshotBody } from './bodies.ts'
import type { ReadBody, TargetOf } from './control.ts'
import { leftBy } from './who-is-gone.ts'

/** What the bytes of a snapshot are. */
const fileType = 'application/vnd.sqlite3'

/** The snapshots that a request's token opens. */
type SnapshotsOf = (request: FastifyRequest) => Snapshots

type Named = { Params: { name: string } }

/** Registers /_sandbox/snapshots: saved states of sandboxes, as one file each. */
export function registerSnapshots(
  app: FastifyInstance,
  snapshotsOf: SnapshotsOf,
  targetOf: TargetOf,
  readBody: ReadBody,
): void {
  app.get('/_sandbox/snapshots', (request): SnapshotList => ({ data: snapshotsOf(request).list() }))
  app.post('/_sandbox/snapshots', async (request, reply): Promise<SnapshotView> => {
    const { name, force } = readBody(snapshotBody, request.body)
    const saved = await snapshotsOf(request).save(targetOf(request), name, force === true)
    reply.code(201)
    return saved
  })
  app.delete<Named>('/_sandbox/snapshots/:name', request => snapshotsOf(request).delete(request.params.name))
  app.post<Named>('/_sandbox/snapshots/:name/restore', async (request, reply): Promise<SnapshotRestored> => {
    const target = targetOf(request)
    const snapshot = await snapshotsOf(request).restore(target, request.params.name, leftBy(reply))
    target.onClockChange()
    return { snapshot, clock: await target.clock.view() }
  })
  app.get<Named>('/_sandbox/snapshots/:name/diff', async (request, reply) => {
    const { query } = typedQuery(diffQuery, request.query as Record<string, string>)
    const { with: other } = readBody(diffQuery, query)
    const lines = await snapshotsOf(request).diff(request.params.name, other ?? targetOf(request))
    return reply.type('application/x-ndjson').send(Readable.from(asText(lines)))
  })
  app.get<Named>('/_sandbox/snapshots/:name/file', (request, reply) => {
    const { sizeBytes, bytes } = snapshotsOf(request).read(request.params.name)
    reply.type(fileType).header('content-length', sizeBytes)
    return reply.send(bytes)
  })
  registerImport(app, snapshotsOf, readBody)
}

/** Its body is a file: no other route reads that type, and none so many bytes. */
function registerImport(app: FastifyInstance, snapshotsOf: SnapshotsOf, readBody: ReadBody): void {
  app.register(async scope => {
    // The bytes are read by the handler as they come; how many it takes is its own limit.
    scope.addContentTypeParser(fileType, (_request, body, done) => done(null, body))
    scope.post('/_sandbox/snapshots/import', async (request, reply): Promise<SnapshotView> => {
      const { query } = typedQuery(importQuery, request.query as Record<string, string>)
      const { name, force } = readBody(importQuery, query)
      if (!(request.body instanceof Readable)) {
        throw new ApiError('unsupported_media_type', {
          message: `The body is not a snapshot; send the file with the header Content-Type: ${fileType}`,
        })
      }
      const imported = await snapshotsOf(request).import(request.body, name, force === true)
      reply.code(201)
      return imported
    })
  })
}

/** One JSON line each. */
async function* asText(lines: AsyncGenerator<DiffLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}
