import type { TSchema } from 'typebox'
import { isMutation } from '../errors/errors-of.ts'
import type { Operation } from '../operation.ts'
import type { Components } from './components.ts'
import type { JsonObject } from './document.ts'
import { propertiesOf, publishSchema, sourceOf } from './publish-schema.ts'

/** Headers of requests, by the name of their component. */
const requestHeaders = {
  TenantId: {
    name: 'X-Tenant-Id',
    in: 'header',
    description:
      "The tenant to act for, one of the key's own account. Left out: the tenant of the key itself.",
    schema: { type: 'string', pattern: '^tnt_[A-Za-z0-9_]{1,64}$' },
    example: 'tnt_ideadunes',
    'x-source': 'reference',
  },
  IdempotencyKey: {
    name: 'X-Idempotency-Key',
    in: 'header',
    description:
      'Makes a retry safe: the same key with the same body is done once, and answered alike for 24 hours.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
    example: 'idem_01HXYZ123ABC',
    'x-source': 'reference',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'Changes the object only while it is at this revision: its ETag, or `*` for any. Otherwise 412 revision_mismatch.',
    schema: { type: 'string', pattern: '^(\\*|"[0-9]+")$' },
    example: '"1"',
    'x-source': 'derived',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description:
      'ETags of revisions that are at hand, or `*`: an object that is still at one of them is answered 304.',
    schema: { type: 'string' },
    example: '"1"',
    'x-source': 'derived',
  },
  ClientSecret: {
    name: 'X-Client-Secret',
    in: 'header',
    description:
      'The client_secret that the create answered. Publishable keys need it; without it they get 404.',
    schema: { type: 'string', pattern: '^cs_' },
    'x-source': 'derived',
  },
} as const satisfies Record<string, JsonObject>

/** The parameters of an operation: path, then query, then headers. */
export function parametersOf(operation: Operation, components: Components): JsonObject[] {
  const path = Object.entries(propertiesOf(operation.params)).map(([name, schema]) => ({
    ...parameterOf(name, 'path', schema, components),
    required: true,
    ...exampleOf(name, operation.examples, 'params'),
  }))
  const required = new Set((operation.query as { required?: readonly string[] }).required)
  const query = Object.entries(propertiesOf(operation.query)).map(([name, schema]) => {
    const parameter = { ...parameterOf(name, 'query', schema, components), style: 'form' }
    // The members that every list takes are the same everywhere (`pageMembers`).
    if (operation.orders !== null && name === 'limit')
      return components.share('parameters', 'Limit', () => parameter)
    if (operation.orders !== null && name === 'cursor')
      return components.share('parameters', 'Cursor', () => parameter)
    return {
      ...parameter,
      ...(required.has(name) && { required: true }),
      ...exampleOf(name, operation.examples, 'query'),
    }
  })
  const headers: (keyof typeof requestHeaders)[] = ['TenantId']
  if (isMutation(operation)) headers.push('IdempotencyKey')
  if (operation.conditional) headers.push('IfMatch')
  if (isTagged(operation) && !isMutation(operation)) headers.push('IfNoneMatch')
  if (operation.needsClientSecret || operation.clientSecretMember !== null) headers.push('ClientSecret')
  return [
    ...path,
    ...query,
    ...headers.map(name => components.share('parameters', name, () => requestHeaders[name])),
  ]
}

/** Whether the answer has an ETag. */
export function isTagged({ result }: Operation): boolean {
  return 'revision' in propertiesOf(result)
}

function parameterOf(name: string, where: 'path' | 'query', schema: TSchema, components: Components) {
  const { description, ...rest } = publishSchema(schema, components)
  return {
    name,
    in: where,
    ...(description !== undefined && { description }),
    schema: rest,
    'x-source': sourceOf(schema),
  }
}

function exampleOf(name: string, examples: Operation['examples'], part: 'params' | 'query') {
  const found = examples.map(example => example[part]?.[name]).find(value => value !== undefined)
  return found === undefined ? {} : { example: found }
}
