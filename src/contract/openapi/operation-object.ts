import { append } from '../../lists/append.ts'
import { commandLineOf } from '../commands/command-index.ts'
import { isMutation } from '../errors/errors-of.ts'
import type { Operation } from '../operation.ts'
import type { Components } from './components.ts'
import type { JsonObject, OperationObject } from './document.ts'
import { errorResponsesOf } from './error-responses.ts'
import { type AnswerHeader, headersOf, rateHeaders, replayHeaders } from './headers.ts'
import { isTagged, parametersOf } from './parameters.ts'
import { publishSchema } from './publish-schema.ts'
import { securityOf } from './security.ts'

const successDescriptions = { 200: 'OK.', 201: 'Created.', 202: 'Accepted; the work goes on.', 204: 'Done.' }

/** One operation of the contract as OpenAPI tells it. */
export function operationObjectOf(operation: Operation, components: Components): OperationObject {
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: operation.description,
    tags: [operation.group],
    parameters: parametersOf(operation, components),
    ...(operation.body !== null && { requestBody: requestBodyOf(operation, operation.body, components) }),
    responses: {
      [operation.status]: successOf(operation, components),
      ...(isTagged(operation) && !isMutation(operation) && { 304: notModifiedOf(components) }),
      ...errorResponsesOf(operation, components),
    },
    security: securityOf(operation.scope, components),
    'x-source': operation.source,
    'x-key-scope': operation.scope,
    'x-cli-command': `ideadunes ${operation.command}`,
    'x-emits': operation.emits.map(({ type }) => type),
    'x-codeSamples': operation.examples.map(example => ({
      lang: 'Shell',
      label: example.title,
      source: `ideadunes ${commandLineOf(operation, example)}`,
    })),
  }
}

function requestBodyOf(
  operation: Operation,
  body: NonNullable<Operation['body']>,
  components: Components,
): JsonObject {
  const examples = operation.examples.filter(example => example.body !== undefined)
  const required = (body as { required?: readonly string[] }).required ?? []
  return {
    // No body counts as `{}`.
    required: required.length > 0,
    content: {
      'application/json': {
        schema: publishSchema(body, components),
        ...(examples.length > 0 && {
          examples: Object.fromEntries(
            examples.map(({ title, body: value }) => [
              slugOf(title),
              { summary: title, value: structuredClone(value) },
            ]),
          ),
        }),
      },
    },
  }
}

function successOf(operation: Operation, components: Components): JsonObject {
  const names: AnswerHeader[] = ['X-Request-Id', ...rateHeaders]
  if (isTagged(operation)) names.push('ETag')
  if (operation.mediaType !== 'application/json') names.push('Content-Disposition')
  if (isMutation(operation)) append(names, replayHeaders)
  return {
    description: successDescriptions[operation.status],
    headers: headersOf(names, components),
    ...(operation.status !== 204 && {
      content: { [operation.mediaType]: { schema: publishSchema(operation.result, components) } },
    }),
  }
}

function notModifiedOf(components: Components): JsonObject {
  const names = ['X-Request-Id', ...rateHeaders, 'ETag'] as const
  return {
    description: 'Not modified: the object is at a revision that If-None-Match names.',
    headers: headersOf(names, components),
  }
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
