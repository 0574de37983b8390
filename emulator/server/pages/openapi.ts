import type { FastifyInstance } from 'fastify'
import { operations } from '../../../src/contract/index.ts'
import { buildOpenApi } from '../../../src/contract/openapi/openapi.ts'
import { reachedAt } from './reached-at.ts'

/** Registers the OpenAPI document of the sandbox, which names this sandbox as the first server. */
export function registerOpenApi(app: FastifyInstance, { version }: { readonly version: string }): void {
  const documentFor = openApiDocument(serverUrl => buildOpenApi(operations, { version, serverUrl }))
  app.get('/openapi.json', (request, reply) =>
    reply.header('content-type', 'application/json').send(documentFor(reachedAt(request))),
  )
}

/** Stands in the document where the address of the sandbox is to be. */
const placeholder = 'http://sandbox.invalid'

/**
 * A document that is built once, when it is asked for first: that takes long enough to be felt by others. What `build`
 * makes names the server in one place. Gives the bytes of the document for one server.
 */
export function openApiDocument(build: (serverUrl: string) => unknown): (serverUrl: string) => Buffer {
  let parts: readonly Buffer[] | undefined
  return serverUrl => {
    parts ??= JSON.stringify(build(placeholder), null, 2).split(JSON.stringify(placeholder)).map(utf8)
    const [before, after] = parts
    if (before === undefined || after === undefined || parts.length > 2)
      throw new Error('The document must name its own server once.')
    return Buffer.concat([before, utf8(JSON.stringify(serverUrl)), after])
  }
}

function utf8(text: string): Buffer {
  return Buffer.from(text)
}
