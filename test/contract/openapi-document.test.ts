import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { operations } from '../../src/contract/index.ts'
import { buildOpenApi } from '../../src/contract/openapi/openapi.ts'
import { component, strictObject } from '../../src/contract/schema.ts'
import { followed, operationIn, operationsIn, refsOf, resolveRef, schemasOf } from './document-walk.ts'
import { documentCompiler } from './strict-ajv.ts'

const document = buildOpenApi(operations, { version: '0.0.0-test' })

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)))
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
  })

  it('holds plain JSON only', () => {
    expect(JSON.parse(JSON.stringify(document))).toStrictEqual(document)
  })

  it('is the same at every build and shares nothing with the contract', () => {
    const text = JSON.stringify(document)
    const second = buildOpenApi(operations, { version: '0.0.0-test' })
    expect(JSON.stringify(second)).toBe(text)
    expect(second.components.schemas).not.toBe(document.components.schemas)
  })

  it.each(schemasOf(document).map(({ keys, value }) => [keys.join('/'), value] as const))(
    'has a schema that compiles: %s',
    (_, schema) => {
      expect(() => documentCompiler(document)(schema)).not.toThrow()
    },
  )

  it('resolves every reference', () => {
    const refs = refsOf(document)
    expect(refs).not.toEqual([])
    expect(refs.filter(ref => resolveRef(document, ref) === undefined)).toEqual([])
  })

  it('uses every component', () => {
    const used = new Set(refsOf(document))
    for (const { security } of operationsIn(document))
      for (const name of security.flatMap(Object.keys)) used.add(`#/components/securitySchemes/${name}`)
    const written = Object.entries(document.components).flatMap(([section, members]) =>
      Object.keys(members).map(name => `#/components/${section}/${name}`),
    )
    expect(written.filter(ref => !used.has(ref))).toEqual([])
  })

  it('writes every operation once, with what only this project says', () => {
    const written = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        ...operation,
      })),
    )
    expect(written.map(({ operationId }) => operationId).sort()).toEqual(
      operations.map(({ id }) => id).sort(),
    )
    for (const operation of operations)
      expect(written.find(({ operationId }) => operationId === operation.id)).toMatchObject({
        path: operation.path,
        method: operation.method,
        summary: operation.summary,
        description: operation.description,
        tags: [operation.group],
        'x-source': operation.source,
        'x-key-scope': operation.scope,
        'x-cli-command': `ideadunes ${operation.command}`,
        'x-emits': operation.emits.map(({ type }) => type),
      })
  })

  it('lets secret keys call everything and publishable keys only what is open to them', () => {
    for (const operation of operationsIn(document)) {
      const names = operation.security.flatMap(Object.keys)
      const expected = operation['x-key-scope'] === 'secret' ? ['secretKey'] : ['secretKey', 'publishableKey']
      expect(names).toEqual(expected)
    }
  })

  it('names the header parameters that an operation reads', () => {
    const memberNames = ({ result }: (typeof operations)[number]) =>
      (result as { properties?: object }).properties ?? {}
    const headersOf = (id: string) => {
      const parameters = operationIn(document, id).parameters.map(part => followed(document, part))
      return parameters.filter(parameter => parameter.in === 'header').map(parameter => parameter.name)
    }
    for (const operation of operations)
      expect(headersOf(operation.id)).toEqual([
        'X-Tenant-Id',
        ...(operation.method === 'GET' ? [] : ['X-Idempotency-Key']),
        ...(operation.conditional ? ['If-Match'] : []),
        ...(operation.method === 'GET' && 'revision' in memberNames(operation) ? ['If-None-Match'] : []),
        ...(operation.needsClientSecret || operation.clientSecretMember !== null ? ['X-Client-Secret'] : []),
      ])
  })

  it('keeps members hidden from publishable keys, but requires none of them', () => {
    const booking = document.components.schemas.Booking as {
      properties: Record<string, Record<string, unknown>>
      required: string[]
    }
    expect(booking.properties.notes).toMatchObject({ 'x-publishable': false })
    expect(booking.required).toContain('start_at')
    expect(booking.required).not.toContain('notes')
  })

  it('puts the server that is asked for first', () => {
    const urls = (serverUrl?: string) =>
      buildOpenApi(operations, { version: '1', ...(serverUrl !== undefined && { serverUrl }) }).servers.map(
        ({ url }) => url,
      )
    const hosted = ['https://api.ideadunes.com', 'https://sandbox-api.ideadunes.com']
    expect(urls()).toEqual([...hosted, 'http://127.0.0.1:4332'])
    expect(urls('http://127.0.0.1:7')).toEqual(['http://127.0.0.1:7', ...hosted])
  })

  it('refuses two different components of one name', () => {
    const [first, ...others] = operations
    if (first === undefined) throw new Error('There are no operations.')
    const result = strictObject({ a: component('Twin', {}), b: component('Twin', { c: strictObject({}) }) })
    expect(() => buildOpenApi([{ ...first, result }, ...others], { version: '1' })).toThrow(/Twin/)
  })
})
