import type { Operation } from '../operation.ts'
import { Components } from './components.ts'
import type { JsonObject, OpenApiDocument, OperationObject } from './document.ts'
import { operationObjectOf } from './operation-object.ts'
import { webhooksOf } from './webhooks.ts'

export type { OpenApiDocument, OperationObject } from './document.ts'

export interface OpenApiOptions {
  /** Version of this tool; the version of the API itself is v2. */
  readonly version: string
  /** Where a running sandbox answers, without `/v2`. It comes first among the servers. */
  readonly serverUrl?: string
}

const description = `Bookings, schedules, payments and compliance of IdeaDunes.

Every part of this document says where it is known from: \`x-source: reference\` stands in the public API reference,
\`x-source: derived\` is the reading of this project. Other extensions:

* \`x-key-scope\`: the least key that may call the operation; \`x-emits\`: the events that it may emit, in order;
  \`x-cli-command\`: the command that stands for it.
* \`x-error-codes\`: the codes of a response, with what to do about them; \`x-request\`: a request that gets the example.
* \`x-publishable: false\`: a member that publishable keys never see; \`x-id-prefix\`: the prefix of an id.`

/**
 * The contract as an OpenAPI 3.1 document. Pure: the same operations and options give the same bytes.
 *
 * @example
 * const document = buildOpenApi(operations, { version: '0.1.0' })
 */
export function buildOpenApi(operations: readonly Operation[], options: OpenApiOptions): OpenApiDocument {
  const components = new Components()
  const paths = pathsOf(operations, components)
  const webhooks = webhooksOf(components)
  return {
    openapi: '3.1.0',
    info: { title: 'IdeaDunes API', version: 'v2', description, 'x-tool-version': options.version },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: serversOf(options.serverUrl),
    tags: [...new Set(operations.map(operation => operation.group))].map(group => ({
      name: group,
      'x-displayName': titleOf(group),
    })),
    paths,
    webhooks,
    components: components.toObject(),
  }
}

function pathsOf(operations: readonly Operation[], components: Components) {
  const paths: Record<string, Record<string, OperationObject>> = {}
  for (const operation of operations)
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: operationObjectOf(operation, components),
    }
  return paths
}

/** Paths begin with /v2, so the servers do not. */
function serversOf(serverUrl: string | undefined): JsonObject[] {
  const hosted = [
    { url: 'https://api.ideadunes.com', description: 'Production', 'x-source': 'reference' },
    { url: 'https://sandbox-api.ideadunes.com', description: 'Hosted sandbox', 'x-source': 'reference' },
  ]
  const local = {
    url: serverUrl ?? 'http://127.0.0.1:4332',
    description: 'Local sandbox (ideadunes sandbox start)',
    'x-source': 'derived',
  }
  return serverUrl === undefined ? [...hosted, local] : [local, ...hosted]
}

function titleOf(group: string): string {
  const words = group.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
