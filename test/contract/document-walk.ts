import type { OpenApiDocument, OperationObject } from '../../src/contract/openapi/openapi.ts'

/** A value somewhere in a JSON document, with the keys that lead to it. */
export interface Place {
  readonly keys: readonly string[]
  readonly value: unknown
}

/** Every place of a JSON document, from the top down. */
export function* placesOf(value: unknown, keys: readonly string[] = []): Generator<Place> {
  yield { keys, value }
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) yield* placesOf(part, [...keys, key])
}

/** What a local `$ref` such as `#/components/schemas/Booking` points to; undefined where nothing is. */
export function resolveRef(document: unknown, ref: string): unknown {
  if (!ref.startsWith('#/')) return undefined
  const keys = ref
    .slice(2)
    .split('/')
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
}

/** The object itself, or what it refers to. */
export function followed(document: unknown, value: unknown): Record<string, unknown> {
  const ref = (value as { $ref?: string }).$ref
  return (ref === undefined ? value : resolveRef(document, ref)) as Record<string, unknown>
}

/** Every `$ref` of the document, once. */
export function refsOf(document: unknown): string[] {
  const refs = [...placesOf(document)].filter(({ keys }) => keys.at(-1) === '$ref').map(({ value }) => value)
  return [...new Set(refs as string[])]
}

/** Every whole schema of the document: components, parameters, headers and contents. Examples hold none. */
export function schemasOf(document: unknown): Place[] {
  return [...placesOf(document)].filter(
    ({ keys }) =>
      (keys.at(-1) === 'schema' || (keys.length === 3 && keys[1] === 'schemas')) &&
      !keys.some(key => key === 'examples' || key === 'properties'),
  )
}

/** Every operation of the document. */
export function operationsIn(document: OpenApiDocument): OperationObject[] {
  return Object.values(document.paths).flatMap(methods => Object.values(methods))
}

/** One operation of the document. */
export function operationIn(document: OpenApiDocument, id: string): OperationObject {
  const found = operationsIn(document).find(({ operationId }) => operationId === id)
  if (found === undefined) throw new Error(`The document has no ${id}.`)
  return found
}
