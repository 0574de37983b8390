import {
  type TNull,
  type TOptional,
  type TProperties,
  type TSchema,
  type TSchemaOptions,
  type TUnion,
  Type,
} from 'typebox'
import { memberName } from './texts.ts'

/** Where a part of the contract is known from: the public reference, or this project's reading of it. */
export type Source = 'reference' | 'derived'

/** Marks a schema as shown by the public API reference. Everything unmarked is published as `derived`. */
export const fromReference = { 'x-source': 'reference' } as const

/** Marks a property that publishable keys never see (rules: notes, metadata, contact data, other customers). */
export const hiddenFromPublishable = { 'x-publishable': false } as const

/** An object that refuses unknown members, as every body and every answer of the API does. */
export function strictObject<Properties extends TProperties>(
  properties: Properties,
  options: TSchemaOptions = {},
) {
  return Type.Object(properties, { ...options, additionalProperties: false })
}

/** A named object schema: written once under `components.schemas` of OpenAPI and referred to elsewhere. */
export function component<Properties extends TProperties>(
  name: string,
  properties: Properties,
  options: TSchemaOptions = {},
) {
  return strictObject(properties, { ...options, 'x-component': name })
}

/** The schema or `null`. */
export function nullable<Schema extends TSchema>(schema: Schema, options: TSchemaOptions = {}) {
  return Type.Union([schema, Type.Null()], options)
}

/** The same members, each of which may be left out: in the body of a PATCH, that means unchanged. */
export function optional<Properties extends TProperties>(properties: Properties) {
  const members = Object.entries(properties).map(([name, schema]) => [name, Type.Optional(schema)])
  return Object.fromEntries(members) as { [Name in keyof Properties]: TOptional<Properties[Name]> }
}

/** The same members, each of which may be left out (unchanged) or null (back to what it is without being set). */
export function resettable<Properties extends TProperties>(properties: Properties) {
  const members = Object.entries(properties).map(([name, schema]) => [name, Type.Optional(nullable(schema))])
  return Object.fromEntries(members) as {
    [Name in keyof Properties]: TOptional<TUnion<[Properties[Name], TNull]>>
  }
}

/** The id of an object: `<prefix>_` and a ULID, or a slug that people chose (`res_dr_niket`). */
export function idOf(prefix: string, what: string, options: TSchemaOptions = {}) {
  return Type.String({
    pattern: `^${prefix}_[A-Za-z0-9_]{1,64}$`,
    description: `Id of the ${what}.`,
    'x-id-prefix': prefix,
    ...options,
  })
}

/** An instant: RFC 3339 with any offset in requests; in answers UTC with `Z` and second precision. */
export function instant(description: string, options: TSchemaOptions = {}) {
  return Type.String({ format: 'date-time', description, ...options })
}

/** Free data of the client's: at most 50 keys of 40 characters with text values of 500 (rules, section 5). */
export function metadata() {
  return Type.Record(Type.String({ pattern: memberName }), Type.String({ maxLength: 500 }), {
    maxProperties: 50,
    additionalProperties: false,
    description: 'Data of your own: up to 50 keys of 40 characters, values of 500 characters.',
    ...hiddenFromPublishable,
  })
}

/** Members that every object of the API has. The reference shows some of them, but on the booking only. */
export const commonMembers = {
  tenant_id: idOf('tnt', 'tenant that the object belongs to'),
  created_at: instant('When the object was made.'),
  updated_at: instant('When the object was last changed.'),
  revision: Type.Integer({
    minimum: 1,
    description: 'Starts at 1 and grows by one with every change; sent as `ETag`.',
  }),
}
