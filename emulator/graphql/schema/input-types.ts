import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableInputType,
  GraphQLString,
} from 'graphql'
import type { TSchema } from 'typebox'
import type { Enums } from './enums.ts'
import { descriptionOf, isClosed, isInt, type Shape, withoutNull } from './members.ts'
import { requireName, typeName } from './names.ts'
import { DateTime, Json, Long } from './scalars.ts'

/** The types of requests: each body of the contract is one. What GraphQL cannot say of a value, the contract judges. */
export class InputTypes {
  readonly #enums: Enums
  readonly #objects = new Map<string, GraphQLInputObjectType>()

  constructor(enums: Enums) {
    this.#enums = enums
  }

  /** The type of a body, a parameter or a member. */
  of(schema: TSchema, owner: string, member: string): GraphQLNullableInputType {
    const { shape } = withoutNull(schema)
    if (shape.enum !== undefined) return this.#enums.of(shape, owner, member) ?? GraphQLString
    switch (shape.type) {
      case 'string':
        return shape.format === 'date-time'
          ? DateTime
          : shape['x-id-prefix'] === undefined
            ? GraphQLString
            : GraphQLID
      case 'integer':
        return isInt(shape) ? GraphQLInt : Long
      case 'number':
        return GraphQLFloat
      case 'boolean':
        return GraphQLBoolean
      case 'array':
        return new GraphQLList(
          new GraphQLNonNull(shape.items === undefined ? Json : this.of(shape.items, owner, member)),
        )
      case 'object':
        return isClosed(shape) ? this.#object(shape, typeName(owner, member)) : Json
      default:
        return Json
    }
  }

  /** The same where it may not be left out. */
  required(schema: TSchema, owner: string, member: string): GraphQLInputType {
    const type = this.of(schema, owner, member)
    return withoutNull(schema).isNullable ? type : new GraphQLNonNull(type)
  }

  #object(shape: Shape, inLine: string): GraphQLInputObjectType {
    const name = `${shape['x-component'] ?? inLine}Input`
    const known = this.#objects.get(name)
    if (known !== undefined) return known
    const owner = name.replace(/Input$/, '')
    const type = new GraphQLInputObjectType({
      name: requireName(name),
      ...descriptionOf(shape),
      fields: () => this.members(shape, owner),
    })
    this.#objects.set(name, type)
    return type
  }

  /** The members of an object, as fields or arguments. */
  members({ properties = {}, required = [] }: Shape, owner: string): Record<string, GraphQLInputFieldConfig> {
    return Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => {
        const isRequired = required.includes(name)
        const type = isRequired ? this.required(schema, owner, name) : this.of(schema, owner, name)
        return [requireName(name), { type, ...descriptionOf(schema as Shape) }]
      }),
    )
  }
}
