import type { Source } from '../schema.ts'

/** A part of the document whose members depend on the contract. */
export type JsonObject = { readonly [key: string]: unknown }

export type Reference = { readonly $ref: string }

/** Sections of `components` that the document uses. */
export type ComponentSection = 'schemas' | 'responses' | 'parameters' | 'headers' | 'securitySchemes'

/** One operation as OpenAPI tells it, with what only this project says in members `x-…`. */
export interface OperationObject {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly parameters: readonly JsonObject[]
  readonly requestBody?: JsonObject
  readonly responses: Readonly<Record<string, JsonObject>>
  readonly security: readonly JsonObject[]
  readonly 'x-source': Source
  readonly 'x-key-scope': 'secret' | 'publishable'
  readonly 'x-cli-command': string
  readonly 'x-emits': readonly string[]
  readonly 'x-codeSamples': readonly JsonObject[]
}

/** An OpenAPI 3.1 document; its schemas are JSON Schema 2020-12. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: JsonObject
  readonly jsonSchemaDialect: string
  readonly servers: readonly JsonObject[]
  readonly tags: readonly JsonObject[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly webhooks: Readonly<Record<string, JsonObject>>
  readonly components: Readonly<Record<ComponentSection, JsonObject>>
}
