import type { FastifyInstance } from 'fastify'
import { idempotencyKeyOf } from '../calls/idempotency.ts'
import type { Admission } from '../pipeline/routes.ts'
import type { GraphqlEndpoint } from './endpoint.ts'

/** Any key may ask; each field asks for the scope of its own operation. */
const asked = { scope: 'publishable', summary: 'GraphQL' } as const

/**
 * Registers `POST /v2/graphql`. Keys, tenants, limits and bodies are judged as for every other route; what comes after
 * that is loaded at the first request, so that the start knows nothing of GraphQL.
 */
export function registerGraphql(
  app: FastifyInstance,
  admission: Admission,
  reportBug: (error: unknown, requestId: string) => void,
): void {
  let endpoint: Promise<GraphqlEndpoint> | undefined
  app.route({
    method: 'POST',
    url: '/v2/graphql',
    config: { operation: 'graphql' },
    onRequest: admission.admit(asked),
    handler: async (request, reply) => {
      const caller = admission.callerOf(request)
      const idempotencyKey = idempotencyKeyOf(request.headers['x-idempotency-key'])
      endpoint ??= import('./endpoint.ts').then(({ createEndpoint }) => createEndpoint(reportBug))
      const secret = request.headers['x-client-secret']
      const { status, body, refused } = await (await endpoint)({
        caller,
        requestId: request.id,
        idempotencyKey,
        clientSecret: typeof secret === 'string' ? secret : null,
        body: request.body,
      })
      if (refused !== null) admission.refused(request, refused)
      const accepted = String(request.headers.accept ?? '')
      const type = accepted.includes('application/graphql-response+json')
        ? 'application/graphql-response+json; charset=utf-8'
        : 'application/json'
      return reply.code(status).header('content-type', type).serializer(asText).send(body)
    },
  })
}

function asText(body: unknown): string {
  return JSON.stringify(body)
}
